package io.roundtrip.schedule;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** When a schedule is due: the same on every engine, whenever it was started. Immutable. */
sealed interface Timetable {
  /** The first time after this one; null if there is none. */
  @Nullable Instant after(Instant time);

  /** Whole intervals since 1970. */
  record Rate(Duration interval) implements Timetable {
    @Override
    public Instant after(Instant time) {
      long step = interval.toMillis();
      return Instant.ofEpochMilli((Math.floorDiv(time.toEpochMilli(), step) + 1) * step);
    }
  }

  /** What a cron expression says in a zone. A time that a change of clocks leaves out is skipped. */
  record Cron(ExecutionTime times, ZoneId zone) implements Timetable {
    @Override
    public @Nullable Instant after(Instant time) {
      return times.nextExecution(time.atZone(zone)).map(next -> next.toInstant()).orElse(null);
    }
  }

  /**
   * Reads a cron expression: five fields from minutes on as of Unix, or six from seconds on.
   *
   * @throws IllegalArgumentException that names the schedule and what is wrong
   */
  static Timetable cron(String name, String expression, ZoneId zone) {
    int fields = expression.strip().split("\\s+").length;
    CronType type = fields == 6 ? CronType.SPRING53 : CronType.UNIX;
    try {
      var parser = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(type));
      return new Cron(ExecutionTime.forCron(parser.parse(expression)), zone);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "schedule '"
              + name
              + "': '"
              + expression
              + "' is not a cron expression: "
              + wrong.getMessage(),
          wrong);
    }
  }
}
