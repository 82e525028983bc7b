package io.roundtrip.schedule;

import java.time.Duration;

/** A schedule as it was declared. Immutable but for its settings. */
record Declared(
    String name,
    Timetable timetable,
    Duration jitter,
    Operation operation,
    ScheduleSettings settings) {}
