package io.roundtrip.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TargetWaitTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  private long now = -7 * SECOND;

  private TargetWait bound(long targetMillis, int least, int capacity) {
    return new TargetWait(targetMillis * MILLI, least, capacity, () -> now);
  }

  /** One departure each so many milliseconds, of a queue that is never empty. */
  private void depart(TargetWait bound, int messages, long apartMillis) {
    for (int i = 0; i < messages; i++) {
      now += apartMillis * MILLI;
      bound.onWaits();
      bound.onDeparted();
    }
  }

  @Test
  void beginsWithTheWholeCapacity() {
    assertEquals(1000, bound(200, 4, 1000).effectiveCapacity());
    assertThrows(IllegalArgumentException.class, () -> bound(0, 1, 1));
    assertEquals(3, bound(200, 64, 3).effectiveCapacity(), "the capacity bounds the slots too");
  }

  @Test
  void followsThePaceOfDepartures() {
    TargetWait bound = bound(200, 1, 1000);
    bound.onWaits();
    depart(bound, 2_000, 5);
    assertEquals(40, bound.effectiveCapacity(), 1.0, "200 a second for 200 ms");
    depart(bound, 5_000, 1);
    assertEquals(200, bound.effectiveCapacity(), 4.0);
  }

  @Test
  void anIdleQueueSaysNothingOfThePace() {
    TargetWait bound = bound(200, 1, 1000);
    bound.onWaits();
    depart(bound, 2_000, 5);
    bound.onDeparted();
    int before = bound.effectiveCapacity();
    now += 3_600 * SECOND;
    assertEquals(before, bound.effectiveCapacity());
  }

  @Test
  void aStalledQueueKeepsRoomForWhatRunsAtATimeAndHealsWithTheFirstDepartures() {
    TargetWait bound = bound(200, 4, 1000);
    bound.onWaits();
    depart(bound, 2_000, 2);
    assertEquals(100, bound.effectiveCapacity(), 2.0);
    now += 30 * SECOND;
    assertEquals(4, bound.effectiveCapacity());
    depart(bound, 250, 2);
    assertTrue(
        bound.effectiveCapacity() > 35, () -> "after half a second: " + bound.effectiveCapacity());
    depart(bound, 1_250, 2);
    assertTrue(
        bound.effectiveCapacity() > 90, () -> "after three seconds: " + bound.effectiveCapacity());
  }

  @Test
  void whatIsWithdrawnIsNoDeparture() {
    TargetWait bound = bound(200, 1, 1000);
    bound.onWaits();
    for (int i = 0; i < 1_000; i++) {
      now += 5 * MILLI;
      bound.onWaits();
      bound.onLeft();
    }
    assertEquals(2, bound.effectiveCapacity(), 1.0, "what is left of the first assumption");
  }

  /** A stretch of time in which the queue was empty or not, and how many left it at its end. */
  private record Stretch(long nanos, boolean busy, int departed) {}

  @Test
  void agreesWithAPlainModel() {
    for (long seed = 1; seed <= 100_000; seed++) {
      Random random = new Random(seed);
      long target = 1 + random.nextLong(random.nextBoolean() ? SECOND : 10 * SECOND);
      int capacity = 1 + random.nextInt(2_000);
      int least = 1 + random.nextInt(50);
      TargetWait bound = new TargetWait(target, least, capacity, () -> now);
      List<Stretch> past = new ArrayList<>();
      int waiting = 0;
      int steps = random.nextInt(20);
      for (int i = 0; i < steps; i++) {
        long gap = random.nextLong(400 * MILLI);
        now += gap;
        boolean busy = waiting > 0;
        int departed = 0;
        if (waiting == 0 || random.nextBoolean()) {
          bound.onWaits();
          waiting++;
        } else if (random.nextInt(4) > 0) {
          bound.onDeparted();
          waiting--;
          departed = 1;
        } else {
          bound.onLeft();
          waiting--;
        }
        past.add(new Stretch(gap, busy, departed));
      }
      double expected = expected(past, target, capacity);
      int is = bound.effectiveCapacity();
      double clamped = Math.min(Math.max(expected, Math.min(least, capacity)), capacity);
      long run = seed;
      assertEquals(clamped, is, 0.51, () -> "seed " + run);
    }
  }

  /** The same from the end back, each stretch weighed by its own integral. */
  private static double expected(List<Stretch> past, long target, int capacity) {
    double smooth = Math.min(Math.max(5.0 * target, 1e9), 30e9);
    double age = 0;
    double departures = 0;
    double busy = 0;
    for (Stretch stretch : past.reversed()) {
      departures += stretch.departed() * Math.exp(-age / smooth);
      if (stretch.busy()) {
        double older = age + stretch.nanos();
        busy += smooth * (Math.exp(-age / smooth) - Math.exp(-older / smooth));
        age = older;
      }
    }
    double left = Math.exp(-age / smooth);
    return (departures + 0.25 * capacity * left) / (busy + 0.25 * target * left) * target;
  }

  @Test
  void theWaitStaysNearTheTargetWhateverThePaceWithoutSwinging() {
    for (long seed = 1; seed <= 60; seed++) {
      OverloadedServer server = new OverloadedServer(new Random(seed));
      for (int phase = 0; phase < 3; phase++) {
        server.changePace();
        server.settle();
        server.measure();
        server.check("seed " + seed + " phase " + phase);
      }
    }
  }

  @Test
  void aServerThatStalledIsServedInFullAgain() {
    for (long seed = 1; seed <= 40; seed++) {
      OverloadedServer server = new OverloadedServer(new Random(seed));
      server.changePace();
      server.settle();
      server.stall();
      server.settle();
      server.measure();
      server.check("seed " + seed);
    }
  }
}
