package io.roundtrip.future;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Timers that fire when the test says so, in the order of their time. Confined to the test's thread
 * or loop.
 */
final class ManualTimers implements Timers {
  private record Alarm(long atNanos, Runnable task) {}

  private final List<Alarm> alarms = new ArrayList<>();
  private final List<Duration> delays = new ArrayList<>();
  private long nowNanos;

  @Override
  public Timer start(Duration delay, Runnable task) {
    Alarm alarm = new Alarm(nowNanos + delay.toNanos(), task);
    alarms.add(alarm);
    delays.add(delay);
    return () -> alarms.remove(alarm);
  }

  /** What was asked for so far, in order. */
  List<Duration> delays() {
    return delays;
  }

  /** How many have neither fired nor been cancelled. */
  int running() {
    return alarms.size();
  }

  /** Goes on to the next one and lets it fire; false if there is none. */
  boolean fireNext() {
    Alarm next = alarms.stream().min(Comparator.comparingLong(Alarm::atNanos)).orElse(null);
    if (next == null) {
      return false;
    }
    alarms.remove(next);
    nowNanos = Math.max(nowNanos, next.atNanos());
    next.task().run();
    return true;
  }
}
