package io.roundtrip.delivery;

import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.queue.Credits;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One shard's dealings with the gates of its route's destinations: takes slots, asks breakers, stands in line.
 * Loop-confined; the gates behind it are shared.
 *
 * @param <C> what the shell attaches to a message
 */
final class Slots<C> {
  /** What a branch that wants a slot is told. */
  enum Entry {
    /** It has one. */
    ENTERED,
    /** There is none free. */
    FULL,
    /** The breaker is open. */
    OPEN
  }

  private final Plan plan;
  private final List<Gate> gates;
  private final Credits aside;
  private final int parallel;
  private final int[] inHand;
  private final boolean[] inLine;
  private final List<Gate.Waiter> waiters;
  private final List<Set<Branch<C>>> waiting;

  /**
   * Over the given gates.
   *
   * @param aside bounds the branches that wait for a slot outside the queue
   * @param loop runs a task on the core's loop, from any thread
   * @param granted is told, on the loop, that a slot of the destination is in hand
   */
  Slots(Plan plan, List<Gate> gates, Credits aside, Executor loop, IntConsumer granted) {
    this.plan = plan;
    this.gates = gates;
    this.aside = aside;
    this.parallel = plan.parallel(gates);
    this.inHand = new int[gates.size()];
    this.inLine = new boolean[gates.size()];
    this.waiters = new ArrayList<>(gates.size());
    this.waiting = new ArrayList<>(gates.size());
    for (int i = 0; i < gates.size(); i++) {
      int index = i;
      waiting.add(new LinkedHashSet<>());
      Runnable onLoop =
          () -> {
            inLine[index] = false;
            inHand[index]++;
            granted.accept(index);
          };
      waiters.add(() -> loop.execute(onLoop));
    }
  }

  Entry tryEnter(Branch<C> branch, long now) {
    int index = branch.index();
    Gate gate = gates.get(index);
    Breaker breaker = gate.breaker();
    if (breaker != null && breaker.isOpen(now)) {
      return Entry.OPEN;
    }
    if (inHand[index] > 0) {
      inHand[index]--;
    } else if (!gate.tryTake()) {
      return Entry.FULL;
    }
    if (!tryPass(branch, now)) {
      gate.giveBack();
      return Entry.OPEN;
    }
    return Entry.ENTERED;
  }

  /** Asks the breaker alone, for an attempt that has its slot already. */
  boolean tryPass(Branch<C> branch, long now) {
    Breaker breaker = gates.get(branch.index()).breaker();
    if (breaker == null || branch.probe) {
      return true;
    }
    return switch (breaker.tryPass(now)) {
      case CLOSED -> true;
      case PROBE -> {
        branch.probe = true;
        yield true;
      }
      case OPEN -> false;
    };
  }

  boolean isOpen(Branch<C> branch, long now) {
    Breaker breaker = gates.get(branch.index()).breaker();
    return breaker != null && breaker.isOpen(now);
  }

  /** The breaker learns how an attempt ended. */
  void tell(Branch<C> branch, AttemptResult result, long now) {
    Breaker breaker = gates.get(branch.index()).breaker();
    if (breaker == null) {
      return;
    }
    if (result.isFailure()) {
      breaker.onFailure(branch.probe, now);
      branch.probe = false;
    } else if (result.verdict() != Verdict.NOT_ATTEMPTED) {
      breaker.onSuccess(branch.probe);
      branch.probe = false;
    }
  }

  /** The branch needs its slot no more. */
  void leave(Branch<C> branch) {
    Gate gate = gates.get(branch.index());
    Breaker breaker = gate.breaker();
    if (branch.probe && breaker != null) {
      breaker.cancelProbe();
      branch.probe = false;
    }
    gate.giveBack();
  }

  /** Stands in line for a slot of the branch's destination. */
  void standInLine(Branch<C> branch) {
    int index = branch.index();
    if (!inLine[index]) {
      inLine[index] = true;
      gates.get(index).await(branch.message().arrivedNanos, waiters.get(index));
    }
  }

  /** Lets a branch wait for a slot outside the queue; false if too many do. */
  boolean tryWait(Branch<C> branch) {
    if (!aside.tryTake(branch.message().size)) {
      return false;
    }
    waiting.get(branch.index()).add(branch);
    standInLine(branch);
    return true;
  }

  void stopWaiting(Branch<C> branch) {
    if (waiting.get(branch.index()).remove(branch)) {
      aside.giveBack(branch.message().size);
    }
  }

  /** A branch that waits outside the queue for a slot of the destination; null if none does. */
  @Nullable Branch<C> firstWaiting(int index) {
    Set<Branch<C>> line = waiting.get(index);
    return line.isEmpty() ? null : line.iterator().next();
  }

  /** Gives back what was granted and is not needed. */
  void giveBackInHand(int index) {
    while (inHand[index] > 0) {
      inHand[index]--;
      gates.get(index).giveBack();
    }
  }

  /** See {@link Plan#parallel}. */
  int parallel() {
    return parallel;
  }

  /** When breakers may next let so many destinations pass that the policy can be met. */
  long breakerRemainingNanos(long now) {
    return countedInOrder(
        gate -> {
          Breaker breaker = gate.breaker();
          return breaker == null ? 0 : breaker.remainingNanos(now);
        })[plan.policy().needed() - 1];
  }

  private long[] countedInOrder(ToLongFunction<Gate> what) {
    return IntStream.range(0, gates.size())
        .filter(i -> plan.steps().get(i).counted())
        .mapToLong(i -> what.applyAsLong(gates.get(i)))
        .sorted()
        .toArray();
  }
}
