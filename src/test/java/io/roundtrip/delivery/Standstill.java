package io.roundtrip.delivery;

import io.roundtrip.outcome.Policy;
import io.roundtrip.queue.TimerWheel;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * What holds whenever every loop has run dry, so that only time can bring more: nothing that could go on waits, and
 * what is taken is exactly what somebody holds.
 */
final class Standstill {
  private static final long NOT_BESIDE = Long.MIN_VALUE;

  private final SimulatedRoute route;
  private final List<DeliveryCore<Trace>> cores;
  private final Collection<Message<Trace>> live;
  private final long[] besideSince;

  Standstill(
      SimulatedRoute route, List<DeliveryCore<Trace>> cores, Collection<Message<Trace>> live) {
    this.route = route;
    this.cores = cores;
    this.live = live;
    this.besideSince = new long[cores.size()];
    Arrays.fill(besideSince, NOT_BESIDE);
  }

  void check(long now) {
    int queued = cores.stream().mapToInt(DeliveryCore::queued).sum();
    Rules.check(queued == route.credits.depth(), "a credit for each that is queued", queued);
    int aside = 0;
    for (int i = 0; i < route.gates.size(); i++) {
      aside += checkGate(route.gates.get(i), i, now);
    }
    Rules.check(aside == route.aside.depth(), "a credit for each that waits aside", aside);
    Policy policy = route.plan.policy();
    for (int i = 0; i < cores.size(); i++) {
      checkQueue(i, now);
    }
    for (Message<Trace> message : live) {
      checkMessage(message, policy);
    }
  }

  /** Slots wake who waits for them at once; a breaker is asked again at each tick. */
  private void checkQueue(int core, long now) {
    int free = 0;
    int alwaysClosed = 0;
    for (int i = 0; i < route.gates.size(); i++) {
      Gate gate = route.gates.get(i);
      Breaker breaker = gate.breaker();
      if (route.plan.steps().get(i).counted() && isFree(gate, now)) {
        free++;
        alwaysClosed += breaker == null || breaker.openings() == 0 ? 1 : 0;
      }
    }
    Policy policy = route.plan.policy();
    boolean beside = cores.get(core).hasReady() && policy.isMet(free);
    Rules.check(!beside || !policy.isMet(alwaysClosed), "a message waits beside slots", free);
    if (!beside) {
      besideSince[core] = NOT_BESIDE;
      return;
    }
    // Nothing happens between two looks: it began with the event before this one.
    if (besideSince[core] == NOT_BESIDE) {
      besideSince[core] = now;
    }
    long since = now - besideSince[core];
    Rules.check(since <= 2 * TimerWheel.TICK_NANOS, "a message waits beside a breaker", since);
  }

  /** Waits for its state or for the store, with what slots it has. */
  private static boolean isAsking(Message<Trace> message) {
    return message.state == Message.State.ENTERING || message.state == Message.State.RECORDING;
  }

  private int checkGate(Gate gate, int index, long now) {
    int holding = 0;
    int waiting = 0;
    int probes = 0;
    for (Message<Trace> message : live) {
      Branch<Trace> branch = message.branches.get(index);
      probes += branch.probe ? 1 : 0;
      switch (branch.state) {
        case READY, CONNECTING, CONNECTED, SENT, BACKOFF -> holding++;
        case WAITING -> waiting += isAsking(message) ? 0 : 1;
        case IDLE, SETTLED -> {
          // holds nothing
        }
      }
    }
    Rules.check(holding == gate.inUse(), "a slot for each that holds one", holding);
    Rules.check(holding <= gate.slots(), "no more than the slots", holding);
    Breaker breaker = gate.breaker();
    boolean probing = breaker != null && breaker.isOpen(now) && breaker.remainingNanos(now) == 0;
    Rules.check(probes == (probing ? 1 : 0), "one probe, and somebody makes it", probes);
    Rules.check(waiting == 0 || !isFree(gate, now), "one waits beside a slot", waiting);
    return waiting;
  }

  private static boolean isFree(Gate gate, long now) {
    Breaker breaker = gate.breaker();
    return gate.inUse() < gate.slots()
        && (breaker == null || (!breaker.isOpen(now) && breaker.remainingNanos(now) == 0));
  }

  private static void checkMessage(Message<Trace> message, Policy policy) {
    int live = 0;
    int open = 0;
    int sent = 0;
    int idle = 0;
    for (Branch<Trace> branch : message.branches) {
      if (branch.step.counted()) {
        boolean ready = branch.state == Branch.State.READY;
        live += ready || branch.state.holdsConnection() ? 1 : 0;
        idle += ready ? 1 : 0;
        open += branch.state == Branch.State.SETTLED ? 0 : 1;
        sent += branch.state == Branch.State.SENT ? 1 : 0;
      }
    }
    Trace trace = message.cargo();
    boolean asking = isAsking(message);
    int possible = live + trace.deliveredOf(message.core.plan());
    Rules.check(asking || idle == 0 || !policy.isMet(possible), "a ready one connects", trace);
    boolean first = message.state == Message.State.STARTING;
    Rules.check(
        !first || live == idle || policy.isMet(possible), "no connection is held in vain", trace);
    if (message.state == Message.State.QUEUED || asking || trace.accepted != null) {
      return;
    }
    int delivered = trace.deliveredOf(message.core.plan());
    Rules.check(trace.answer != null || !policy.isMet(delivered), "met is answered", trace);
    for (Branch<Trace> branch : message.branches) {
      boolean left = branch.state == Branch.State.IDLE && policy.isMet(delivered);
      Rules.check(!left, "who is not counted has its turn", trace);
    }
    boolean hopeless = !policy.isMet(delivered + open) && sent == 0;
    Rules.check(trace.answer != null || !hopeless, "hopeless is answered", trace);
  }
}
