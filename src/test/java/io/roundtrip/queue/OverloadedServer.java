package io.roundtrip.queue;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;

/**
 * Some slots that serve what waits, in virtual time, with more arrivals than they can take and a {@link TargetWait} at
 * the door.
 */
final class OverloadedServer {
  private static final double SECOND = 1e9;

  private final Random random;
  private final int slots;
  private final double targetNanos;
  private final TargetWait bound;
  private final Deque<Double> waiting = new ArrayDeque<>();
  private final PriorityQueue<Double> ends = new PriorityQueue<>();
  private double now;
  private double serviceNanos = 1;
  private double stalledUntil;
  private double overload = 1;
  private double nextArrival;
  private boolean measuring;
  private double waits;
  private long departed;
  private double depths;
  private double squares;
  private long arrivals;
  private double measuredNanos;

  OverloadedServer(Random random) {
    this.random = random;
    this.slots = 1 + random.nextInt(16);
    this.targetNanos = (50 + random.nextInt(450)) * 1e6;
    this.bound = new TargetWait((long) targetNanos, slots, 10_000, () -> (long) now);
  }

  /** A pace at which several times the slots may wait for the target, and a new excess of arrivals. */
  void changePace() {
    // Service so short that the target has room for more than the least.
    serviceNanos = targetNanos / (2 + random.nextInt(20));
    overload = 1.3 + random.nextDouble() * 8;
  }

  /** Nothing ends for some seconds. */
  void stall() {
    double length = (2 + random.nextInt(20)) * SECOND;
    stalledUntil = now + length;
    Deque<Double> later = new ArrayDeque<>();
    ends.forEach(end -> later.add(end + length));
    ends.clear();
    ends.addAll(later);
    run(length);
  }

  /** Six time constants. */
  void settle() {
    run(6 * Math.max(5 * targetNanos, SECOND));
  }

  void measure() {
    measuring = true;
    waits = 0;
    departed = 0;
    depths = 0;
    squares = 0;
    arrivals = 0;
    measuredNanos = 40 * targetNanos;
    run(measuredNanos);
    measuring = false;
  }

  void check(String which) {
    double wait = waits / departed / targetNanos;
    assertTrue(wait > 0.5 && wait < 2, () -> which + ": the wait is " + wait + " targets");
    double mean = depths / arrivals;
    double swing = Math.sqrt(Math.max(0, squares / arrivals - mean * mean)) / mean;
    assertTrue(swing < 0.35, () -> which + ": deviates by " + swing + " of " + mean);
    double goodput = departed * serviceNanos / slots / measuredNanos;
    assertTrue(goodput > 0.9, () -> which + ": the slots work " + goodput + " of the time");
  }

  private void run(double nanos) {
    double end = now + nanos;
    nextArrival = Math.max(now, nextArrival);
    while (Math.min(nextArrival, ends.isEmpty() ? end : ends.peek()) < end) {
      Double first = ends.peek();
      if (first != null && first <= nextArrival) {
        ends.poll();
        now = first;
        begin();
      } else {
        now = nextArrival;
        nextArrival += exponential(serviceNanos / slots / overload);
        arrive();
      }
    }
    now = end;
  }

  private void arrive() {
    int limit = bound.effectiveCapacity();
    if (measuring) {
      arrivals++;
      depths += limit;
      squares += (double) limit * limit;
    }
    if (ends.size() < slots) {
      serve();
    } else if (waiting.size() < limit) {
      waiting.add(now);
      bound.onWaits();
    }
  }

  private void begin() {
    Double since = waiting.poll();
    if (since != null) {
      bound.onDeparted();
      serve();
      if (measuring) {
        waits += now - since;
        departed++;
      }
    }
  }

  private void serve() {
    ends.add(Math.max(now, stalledUntil) + exponential(serviceNanos));
  }

  private double exponential(double mean) {
    return -mean * Math.log(1 - random.nextDouble());
  }
}
