package io.roundtrip.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TimetableTest {
  private static @Nullable Instant after(Timetable timetable, String time) {
    return timetable.after(Instant.parse(time));
  }

  @Test
  void aRateIsDueAtWholeIntervalsWheneverItWasStarted() {
    Timetable rate = new Timetable.Rate(Duration.ofMinutes(15));
    assertEquals(Instant.parse("2026-03-01T10:15:00Z"), after(rate, "2026-03-01T10:00:00Z"));
    assertEquals(Instant.parse("2026-03-01T10:15:00Z"), after(rate, "2026-03-01T10:14:59.999Z"));
  }

  @Test
  void aCronExpressionGoesByTheClockOfItsZone() {
    Timetable nightly = Timetable.cron("n", "30 2 * * *", ZoneId.of("Europe/Berlin"));
    assertEquals(Instant.parse("2026-01-10T01:30:00Z"), after(nightly, "2026-01-09T12:00:00Z"));
    assertEquals(Instant.parse("2026-07-10T00:30:00Z"), after(nightly, "2026-07-09T12:00:00Z"));
  }

  @Test
  void sixFieldsHaveSecondsFirst() {
    Timetable often = Timetable.cron("n", "*/10 * * * * *", ZoneId.of("UTC"));
    assertEquals(Instant.parse("2026-01-10T00:00:20Z"), after(often, "2026-01-10T00:00:10Z"));
  }

  @Test
  void saysWhichScheduleHasAWrongExpression() {
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () -> Timetable.cron("nightly", "61 2 * * *", ZoneId.of("UTC")))
                .getMessage());
    assertTrue(
        message.startsWith("schedule 'nightly': '61 2 * * *' is not a cron expression: "), message);
  }

  @Test
  void refusesANameThatIsTakenAndAWrongRate() {
    Schedules schedules = new Schedules();
    schedules.every("a", Duration.ofSeconds(1), Duration.ZERO, run -> {});
    assertEquals(
        "two schedules are called 'a'",
        assertThrows(
                IllegalArgumentException.class,
                () -> schedules.cron("a", "* * * * *", ZoneId.of("UTC"), run -> {}))
            .getMessage());
    assertEquals(
        "schedule 'b': interval must be 10 ms or more, got PT0S",
        assertThrows(
                IllegalArgumentException.class,
                () -> schedules.every("b", Duration.ZERO, Duration.ZERO, run -> {}))
            .getMessage());
    assertEquals(
        "schedule 'b': jitter must be zero or more and shorter than the interval, got PT1S",
        assertThrows(
                IllegalArgumentException.class,
                () -> schedules.every("b", Duration.ofSeconds(1), Duration.ofSeconds(1), run -> {}))
            .getMessage());
  }
}
