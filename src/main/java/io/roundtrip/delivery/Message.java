package io.roundtrip.delivery;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Verdict;
import io.roundtrip.queue.TimerWheel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way through the core. Loop-confined.
 *
 * @param <C> what the shell attaches to it
 */
public final class Message<C> extends TimerWheel.Timer {
  enum State {
    /** Waits in the queue. */
    QUEUED,
    /** Has left the queue, and waits for what the state of its key says. */
    ENTERING,
    /** Has left the queue, and waits until it is in the store that it will be sent. */
    RECORDING,
    /** Has left the queue; no byte of it was written. */
    STARTING,
    /** Was written to at least one destination. */
    WRITTEN,
    /** Everything about it is decided. */
    SETTLED
  }

  final DeliveryCore<C> core;
  final String id;
  final @Nullable String key;
  final long size;
  final long arrivedNanos;
  final long deadlineNanos;
  final boolean answerOnArrival;
  final List<Branch<C>> branches;
  final C cargo;

  /** Whether an earlier delivery settled some of its destinations: then it is never simply not attempted. */
  final boolean hasHistory;

  State state = State.QUEUED;
  boolean answered;
  boolean decided;

  /** Whether it was answered before its time: nothing that is not on the wire will be. */
  boolean givenUp;

  /** Whether it left the queue to be delivered. */
  boolean departed;

  boolean waitedBehindAnother;

  /** What became of it, where nothing was open any more when that was decided. */
  @Nullable Outcome last;

  long leftQueueNanos;
  long preparedNanos;
  @Nullable Lane<C> lane;
  @Nullable Message<C> previous;
  @Nullable Message<C> next;
  @Nullable MessageList<C> list;
  @Nullable Message<C> older;
  @Nullable Message<C> newer;

  /** Whether it could not leave the queue as it came. */
  boolean waits;

  /** {@link #Message(DeliveryCore, String, String, long, long, long, boolean, Object, List)} sent for the first time. */
  public Message(
      DeliveryCore<C> core,
      String id,
      @Nullable String key,
      long size,
      long arrivedNanos,
      long deadlineNanos,
      boolean answerOnArrival,
      C cargo) {
    this(core, id, key, size, arrivedNanos, deadlineNanos, answerOnArrival, cargo, List.of());
  }

  /**
   * A message that has its credits.
   *
   * @param core the core that it will be offered to
   * @param id the engine's id for it
   * @param key the value of the route's key; ignored under {@code order: none}
   * @param size bytes of its body, as taken from the credits
   * @param arrivedNanos when it arrived
   * @param deadlineNanos when the sender must have its answer, or the engine gives it up
   * @param answerOnArrival whether the sender is answered as soon as it is in the queue
   * @param cargo what the shell needs
   * @param settled destinations for which an earlier delivery of it was the last: they are not sent it again
   */
  public Message(
      DeliveryCore<C> core,
      String id,
      @Nullable String key,
      long size,
      long arrivedNanos,
      long deadlineNanos,
      boolean answerOnArrival,
      C cargo,
      List<DestinationOutcome> settled) {
    this.core = core;
    this.id = id;
    this.key = key;
    this.size = size;
    this.arrivedNanos = arrivedNanos;
    this.deadlineNanos = deadlineNanos;
    this.answerOnArrival = answerOnArrival;
    this.cargo = cargo;
    this.hasHistory = !settled.isEmpty();
    List<Plan.Step> steps = core.plan().steps();
    this.branches = new ArrayList<>(steps.size());
    for (int i = 0; i < steps.size(); i++) {
      Branch<C> branch = new Branch<>(this, i, steps.get(i));
      for (DestinationOutcome earlier : settled) {
        if (earlier.id().equals(steps.get(i).id())) {
          branch.settledBefore(earlier);
        }
      }
      branches.add(branch);
    }
  }

  /** The engine's id for it. */
  public String id() {
    return id;
  }

  /** What the shell needs. */
  public C cargo() {
    return cargo;
  }

  /** When it arrived. */
  public long arrivedNanos() {
    return arrivedNanos;
  }

  /** Whether it waits in the queue. */
  public boolean isQueued() {
    return state == State.QUEUED;
  }

  /** What the sender would be told if it were answered now: for looking it up while it is on its way. */
  public List<DestinationOutcome> destinationsNow() {
    long now = core.now();
    List<DestinationOutcome> all = new ArrayList<>(branches.size());
    for (Branch<C> branch : branches) {
      all.add(branch.outcome(false, now));
    }
    return all;
  }

  boolean isPast(long nowNanos) {
    return nowNanos - deadlineNanos >= 0;
  }

  boolean allSettled() {
    for (int i = 0; i < branches.size(); i++) {
      if (!branches.get(i).isSettled()) {
        return false;
      }
    }
    return true;
  }

  /** Counted destinations in this state. */
  int counted(Branch.State state) {
    int count = 0;
    for (int i = 0; i < branches.size(); i++) {
      Branch<C> branch = branches.get(i);
      if (branch.step.counted() && branch.state == state) {
        count++;
      }
    }
    return count;
  }

  /** Counted destinations that confirmed, have a connection or may ask for one now. */
  int live() {
    return delivered()
        + counted(Branch.State.READY)
        + counted(Branch.State.CONNECTING)
        + counted(Branch.State.CONNECTED);
  }

  /** Counted destinations that confirmed. */
  int delivered() {
    int count = 0;
    for (int i = 0; i < branches.size(); i++) {
      Branch<C> branch = branches.get(i);
      if (branch.step.counted() && branch.isSettled() && branch.verdict() == Verdict.DELIVERED) {
        count++;
      }
    }
    return count;
  }

  /** Counted destinations that confirmed or still may. */
  int stillPossible() {
    return delivered() + core.plan().policy().counted() - counted(Branch.State.SETTLED);
  }

  @Override
  protected void onTime(long nowNanos) {
    core.onDeadline(this, nowNanos);
  }
}
