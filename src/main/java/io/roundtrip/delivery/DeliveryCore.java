package io.roundtrip.delivery;

import io.roundtrip.format.Prepared;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.queue.Credits;
import io.roundtrip.queue.TimerWheel;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One route on one shard: its queue and its lanes, and the way of a message from {@link #offer} to {@link
 * Effects#settled}. Loop-confined; {@link Fanout} follows a message once it has left the queue.
 *
 * @param <C> what the shell attaches to a message
 */
public final class DeliveryCore<C> {
  /** What is worth trying again at once is worth trying again after this long. */
  static final long SOON_MILLIS = 1_000;

  private static final String DROPPED = "dropped for a newer message";

  private final Plan plan;
  private final Credits credits;
  private final TimerWheel wheel;
  private final Effects<C> effects;
  private final LongSupplier clock;
  private final Slots<C> slots;
  private final Fanout<C> fanout;
  private final Readying<C> readying;
  private final Lanes<C> lanes;
  private final ServiceTime serviceTime = new ServiceTime();
  private final QueueStats stats;
  private final MessageQueue<C> queue;
  private final TimerWheel.Timer again =
      new TimerWheel.Timer() {
        @Override
        protected void onTime(long nowNanos) {
          pump();
        }
      };
  private boolean draining;
  private boolean pumping;

  /**
   * A core with an empty queue.
   *
   * @param credits the route's; each message offered has taken its own
   * @param aside bounds, for all shards, the messages that have left the queue and still wait for a slot at a
   *     destination that the policy can do without
   * @param gates one for each of the plan's destinations, shared with the route's other shards
   * @param loop runs a task on this core's loop, from any thread; later, never within the call
   * @param clock monotonic nanoseconds
   */
  public DeliveryCore(
      Plan plan,
      Credits credits,
      Credits aside,
      List<Gate> gates,
      TimerWheel wheel,
      Effects<C> effects,
      Executor loop,
      LongSupplier clock) {
    this.plan = plan;
    this.credits = credits;
    this.wheel = wheel;
    this.effects = effects;
    this.clock = clock;
    this.stats = new QueueStats(clock.getAsLong());
    this.queue = new MessageQueue<>(credits, stats);
    this.lanes = new Lanes<>(plan.order(), plan.laneWindow());
    this.slots = new Slots<>(plan, gates, aside, loop, this::onSlot);
    this.fanout = new Fanout<>(this, plan, slots, wheel, effects, clock);
    this.readying = new Readying<>(plan, effects, fanout, clock);
  }

  /** What it must know of its route. */
  public Plan plan() {
    return plan;
  }

  /** What it counted of its queue. */
  public QueueStats stats() {
    return stats;
  }

  /** Messages in its queue. */
  public int queued() {
    return queue.size();
  }

  /** The age of the oldest message in its queue; 0 if there is none. */
  public long oldestAgeNanos(long nowNanos) {
    return queue.oldestAgeNanos(nowNanos);
  }

  /** Whether nothing is queued or under way in a lane. */
  public boolean isIdle() {
    return queue.size() == 0 && lanes.isEmpty();
  }

  /** Whether a message waits for nothing but slots. */
  boolean hasReady() {
    return lanes.ready() != null;
  }

  // Events -------------------------------------------------------------------------------------

  /** A message that has its credits arrives. */
  public void offer(Message<C> message) {
    long now = clock.getAsLong();
    if (draining) {
      refuse(message, Reason.DRAINING, "the engine is draining", SOON_MILLIS, now);
    } else if (message.isPast(now)) {
      refuse(message, Reason.DEADLINE, "the deadline passed before the queue", SOON_MILLIS, now);
    } else {
      long wait = expectedWaitNanos(message);
      if (wait > 0 && now + wait - message.deadlineNanos >= 0) {
        long millis = Math.max(SOON_MILLIS, wait / 1_000_000);
        refuse(
            message,
            Reason.WAIT_TOO_LONG,
            "expected wait " + wait / 1_000_000 + " ms",
            millis,
            now);
      } else {
        enqueue(message);
      }
    }
  }

  /** A message that has no credit and needs none, because its filter or its map ended it before it could wait. */
  public void end(Message<C> message, Prepared unsent) {
    conclude(message, Conclusion.unsent(message, plan, unsent, clock.getAsLong()));
  }

  /**
   * Drops what has waited longest until its room is enough for a new message, which inherits the credit. Nothing is dropped
   * where all of the route's would not be enough, for others hold the memory that all share.
   *
   * @param held bytes for which the new one has a credit already, of what another core dropped; -1 for none
   * @param size the bytes it needs
   * @return the bytes for which it has a credit now: {@code size}, or less if nothing more waits here; -1 for none
   */
  public long dropFor(long held, long size) {
    long room = held;
    while (room < 0 || !credits.tryReplace(room, size)) {
      Message<C> oldest = credits.couldFit(size) ? drop() : null;
      if (oldest == null) {
        return room;
      }
      if (room >= 0) {
        credits.join();
      }
      room = Math.max(0, room) + oldest.size;
    }
    // The effective capacity has fallen: one more than is needed brings the depth down to it.
    Message<C> beyond = credits.depth() > credits.effectiveCapacity() ? drop() : null;
    if (beyond != null) {
      credits.giveBack(beyond.size);
    }
    return size;
  }

  private @Nullable Message<C> drop() {
    Message<C> oldest = queue.dropOldest();
    if (oldest != null) {
      Reason full = Reason.QUEUE_FULL;
      long now = clock.getAsLong();
      readying.conclude(
          oldest, full, Conclusion.refused(oldest, plan, full, DROPPED, SOON_MILLIS, now));
    }
    return oldest;
  }

  /** The message's sender has left: it is withdrawn if no byte of it was written. */
  public void withdraw(Message<C> message) {
    if (!message.answered
        && (message.state == Message.State.QUEUED
            || message.state == Message.State.ENTERING
            || message.state == Message.State.RECORDING
            || message.state == Message.State.STARTING
            || (message.state == Message.State.WRITTEN && fanout.isUnwritten(message)))) {
      giveUp(message, Reason.SENDER_LEFT);
    }
  }

  /** The message gets its answer now: what was not sent never will be, what is on the wire is unknown. */
  public void giveUp(Message<C> message, Reason why) {
    if (message.state == Message.State.SETTLED) {
      return;
    }
    if (message.state == Message.State.QUEUED) {
      queue.withdraw(message);
    }
    fanout.giveUp(message, why);
  }

  /** From now on every message offered is refused. */
  public void drain() {
    draining = true;
  }

  /**
   * The state of the message's key allows that it is sent, or does not; ignored if the message was answered meanwhile.
   *
   * @param refusal why it may not; null if it may
   */
  public void onEntered(Message<C> message, Prepared.@Nullable Refused refusal) {
    readying.onEntered(message, refusal);
  }

  /**
   * The store has, or has not, that the message will be sent; ignored if the message was answered meanwhile.
   *
   * @param refusal why it has not, for the sender; null if it has
   */
  public void onRecorded(Message<C> message, @Nullable String refusal) {
    readying.onRecorded(message, refusal);
  }

  /** The attempt with this {@link Branch#serial} has its connection; ignored if it is over. */
  public void onConnected(Branch<C> branch, int serial) {
    fanout.onConnected(branch, serial);
  }

  /** The attempt with this {@link Branch#serial} ended; ignored if it is over already. */
  public void onEnded(Branch<C> branch, int serial, AttemptResult result) {
    fanout.onEnded(branch, serial, result);
  }

  void onDeadline(Message<C> message, long now) {
    giveUp(message, Reason.DEADLINE);
  }

  void onBranchTime(Branch<C> branch, long now) {
    fanout.onTime(branch, now);
  }

  private void onSlot(int index) {
    fanout.onSlot(index);
    pump();
    slots.giveBackInHand(index);
  }

  // The queue ----------------------------------------------------------------------------------

  private void enqueue(Message<C> message) {
    queue.add(message);
    wheel.schedule(message, message.deadlineNanos);
    lanes.add(message);
    if (message.answerOnArrival) {
      message.answered = true;
      effects.answer(message, Conclusion.accepted(message, plan));
    }
    pump();
    if (message.state == Message.State.QUEUED) {
      queue.onWaits(message);
    }
  }

  /** Lets go what may go: the first message whose lane is free, while its destinations have slots. */
  private void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      Message<C> message = lanes.ready();
      while (message != null && dispatch(message)) {
        message = lanes.ready();
      }
    } finally {
      pumping = false;
    }
  }

  /** A breaker may let the first message pass before a slot that it waits for is free, and tells nobody. */
  void tryAgainSoon(long now) {
    wheel.schedule(again, now + TimerWheel.TICK_NANOS);
  }

  private boolean dispatch(Message<C> message) {
    long now = clock.getAsLong();
    if (message.isPast(now)) {
      giveUp(message, Reason.DEADLINE);
      return true;
    }
    switch (fanout.tryEnter(message, now)) {
      case FULL -> {
        return false;
      }
      case OPEN -> {
        queue.depart(message, now);
        fanout.giveUp(message, Reason.NOT_NEEDED);
      }
      case ENTERED -> {
        queue.depart(message, now);
        readying.begin(message);
      }
    }
    return true;
  }

  private void refuse(
      Message<C> message, Reason reason, String detail, long retryMillis, long now) {
    stats.refused++;
    credits.giveBack(message.size);
    conclude(
        message,
        message.hasHistory
            ? Conclusion.ofUnsent(message, plan, reason, now, retryMillis)
            : Conclusion.refused(message, plan, reason, detail, retryMillis, now));
  }

  /** It never was in the queue. */
  private void conclude(Message<C> message, Outcome outcome) {
    message.state = Message.State.SETTLED;
    message.answered = true;
    effects.answer(message, outcome);
    effects.settled(message, outcome);
  }

  /** The message's own answer is known: what waited for its slots alone need wait no longer. */
  void onDecided(Message<C> message) {
    if (message.lane == null) {
      served(message);
    }
  }

  /** Everything about the message is decided: its lane is free for the next. */
  void onSettled(Message<C> message, Outcome outcome) {
    message.state = Message.State.SETTLED;
    wheel.cancel(message);
    if (message.lane != null) {
      served(message);
    }
    lanes.free(message);
    effects.settled(message, outcome);
    pump();
  }

  private void served(Message<C> message) {
    if (message.departed) {
      serviceTime.record(Math.max(1, clock.getAsLong() - message.leftQueueNanos));
    }
  }

  private long expectedWaitNanos(Message<C> message) {
    int ahead = lanes.aheadInLane(message);
    return ahead == 0
        ? serviceTime.waitNanos(lanes.readySize(), slots.parallel())
        : serviceTime.waitNanos(ahead, plan.laneWindow());
  }

  long now() {
    return clock.getAsLong();
  }

  long retryAfterMillis(Reason reason, long now) {
    return reason == Reason.BREAKER_OPEN
        ? Math.max(SOON_MILLIS, slots.breakerRemainingNanos(now) / 1_000_000)
        : SOON_MILLIS;
  }
}
