package io.roundtrip.schedule;

import java.time.Duration;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The schedules of an engine's extensions. Confined to one thread at a time; declare them before the engine is ready, from
 * when on they run.
 */
public final class Schedules {
  private static final Duration SHORTEST = Duration.ofMillis(10);
  private static final int LONGEST_NAME = 200;

  private final Map<String, Declared> byName = new LinkedHashMap<>();

  /** Without any. */
  public Schedules() {}

  /**
   * Runs an operation again and again, due at whole intervals since 1970.
   *
   * @param name tells it from others, on every engine that shares the database
   * @param interval 10 ms or more
   * @param jitter each run begins so much later at most, by chance; shorter than the interval
   */
  public ScheduleSettings every(
      String name, Duration interval, Duration jitter, Operation operation) {
    if (interval.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException(
          "schedule '" + name + "': interval must be 10 ms or more, got " + interval);
    }
    if (jitter.isNegative() || jitter.compareTo(interval) >= 0) {
      throw new IllegalArgumentException(
          "schedule '"
              + name
              + "': jitter must be zero or more and shorter than the interval, got "
              + jitter);
    }
    return add(name, new Timetable.Rate(interval), jitter, operation);
  }

  /**
   * Runs an operation when a cron expression says so.
   *
   * @param expression minute, hour, day of month, month, day of week as of Unix; or six fields with seconds first
   * @param zone whose clock it goes by
   */
  public ScheduleSettings cron(String name, String expression, ZoneId zone, Operation operation) {
    return add(name, Timetable.cron(name, expression, zone), Duration.ZERO, operation);
  }

  private ScheduleSettings add(
      String name, Timetable timetable, Duration jitter, Operation operation) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      throw new IllegalArgumentException(
          "a schedule's name must have 1 to " + LONGEST_NAME + " characters, got '" + name + "'");
    }
    ScheduleSettings settings = new ScheduleSettings();
    Declared declared = new Declared(name, timetable, jitter, operation, settings);
    if (byName.putIfAbsent(name, declared) != null) {
      throw new IllegalArgumentException("two schedules are called '" + name + "'");
    }
    return settings;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return byName.isEmpty();
  }

  List<Declared> declared() {
    return List.copyOf(byName.values());
  }
}
