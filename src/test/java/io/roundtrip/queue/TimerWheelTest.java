package io.roundtrip.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class TimerWheelTest {
  private static final long TICK = TimerWheel.TICK_NANOS;

  /** A timer that remembers when it fired; some schedule themselves again or cancel another as they do. */
  private static final class Alarm extends TimerWheel.Timer {
    final int number;
    final List<Alarm> fired;
    long due;
    Runnable then = () -> {};

    Alarm(int number, List<Alarm> fired) {
      this.number = number;
      this.fired = fired;
    }

    @Override
    protected void onTime(long nowNanos) {
      assertTrue(nowNanos - due >= 0, "fired " + (due - nowNanos) + " ns early");
      fired.add(this);
      then.run();
    }
  }

  /** The first tick at or after a time that is later than the wheel has gone. */
  private static long tickOf(long at, long gone) {
    return Math.max(-Math.floorDiv(-at, TICK), Math.floorDiv(gone, TICK) + 1);
  }

  @Test
  void firesWhatASortedListWouldFire() {
    for (long seed = 1; seed <= 300; seed++) {
      Random random = new Random(seed);
      long now = random.nextLong() >> 20;
      TimerWheel wheel = new TimerWheel(now);
      List<Alarm> fired = new ArrayList<>();
      List<Alarm> alarms = new ArrayList<>();
      TreeSet<Integer> expected = new TreeSet<>();
      long[] ticks = new long[40];
      for (int i = 0; i < ticks.length; i++) {
        alarms.add(new Alarm(i, fired));
      }
      for (int step = 0; step < 400; step++) {
        Alarm alarm = alarms.get(random.nextInt(ticks.length));
        switch (random.nextInt(4)) {
          case 0, 1 -> {
            long far = random.nextInt(20) == 0 ? 40_000 : 100;
            alarm.due = now + (long) ((random.nextDouble() * 1.1 - 0.1) * far * TICK);
            wheel.schedule(alarm, alarm.due);
            ticks[alarm.number] = tickOf(alarm.due, now);
            expected.add(alarm.number);
          }
          case 2 -> {
            wheel.cancel(alarm);
            expected.remove(alarm.number);
          }
          default -> {
            now += random.nextLong((random.nextInt(20) == 0 ? 30_000 : 20) * TICK);
            fired.clear();
            wheel.advance(now);
            long gone = Math.floorDiv(now, TICK);
            TreeSet<Integer> due = new TreeSet<>(expected);
            due.removeIf(number -> ticks[number] > gone);
            expected.removeAll(due);
            TreeSet<Integer> actual = new TreeSet<>();
            fired.forEach(one -> actual.add(one.number));
            assertEquals(due, actual, "seed " + seed + ", step " + step);
            assertEquals(due.size(), fired.size(), "each once; seed " + seed);
          }
        }
        assertEquals(expected.isEmpty(), wheel.isEmpty(), "seed " + seed);
        assertEquals(expected.contains(alarm.number), alarm.isScheduled(), "seed " + seed);
      }
    }
  }

  @Test
  void aTimerThatFiresMayCancelItsNeighboursAndScheduleItself() {
    List<Alarm> fired = new ArrayList<>();
    TimerWheel wheel = new TimerWheel(0);
    List<Alarm> alarms = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      Alarm alarm = new Alarm(i, fired);
      alarms.add(alarm);
      alarm.due = TICK;
      wheel.schedule(alarm, TICK);
      alarm.then = () -> alarms.forEach(wheel::cancel);
    }
    wheel.advance(TICK);
    assertEquals(1, fired.size());
    assertTrue(wheel.isEmpty());

    Alarm again = alarms.getFirst();
    again.then = () -> wheel.schedule(again, 0);
    wheel.schedule(again, 2 * TICK);
    wheel.advance(2 * TICK);
    assertEquals(2, fired.size());
    assertTrue(again.isScheduled(), "for the next tick, not for this one");
    wheel.advance(3 * TICK - 1);
    assertEquals(2, fired.size());
    wheel.advance(3 * TICK);
    assertEquals(3, fired.size());
  }

  @Test
  void aTimerBeyondTheWheelsHorizonWaitsForItsRound() {
    List<Alarm> fired = new ArrayList<>();
    TimerWheel wheel = new TimerWheel(0);
    Alarm alarm = new Alarm(0, fired);
    alarm.due = 10_000 * TICK;
    wheel.schedule(alarm, alarm.due);
    for (long tick = 1; tick < 10_000; tick++) {
      wheel.advance(tick * TICK);
    }
    assertTrue(fired.isEmpty());
    wheel.advance(10_000 * TICK);
    assertEquals(1, fired.size());
    assertFalse(alarm.isScheduled());
  }
}
