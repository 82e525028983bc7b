package io.roundtrip.format;

import io.roundtrip.conf.MapRule;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalQuery;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** One step of a rule: a text in, a text out. Immutable. */
sealed interface TextStep {
  /** What becomes of the text; null if it is not one the step knows. */
  @Nullable String apply(String text) throws BadMessage;

  /** Replaces what an expression matches; a text it does not match stays. */
  record Replace(BoundedRegex regex, Replacement replacement) implements TextStep {
    static @Nullable Replace compile(MapRule.Regex conf, String rule, Problems problems) {
      BoundedRegex regex = BoundedRegex.compile(conf.match(), rule, conf.place(), problems);
      if (regex == null) {
        return null;
      }
      try {
        return new Replace(regex, Replacement.compile(conf.replace(), regex.pattern()));
      } catch (IllegalArgumentException e) {
        problems.add(
            conf.place(), rule + ": replacement '" + conf.replace() + "' " + e.getMessage());
        return null;
      }
    }

    @Override
    public String apply(String text) throws BadMessage {
      Matcher matcher = regex.matcher(text);
      if (!regex.find(matcher)) {
        return text;
      }
      StringBuilder out = new StringBuilder(text.length() + 16);
      int at = 0;
      do {
        out.append(text, at, matcher.start());
        replacement.append(matcher, text, out);
        at = matcher.end();
      } while (regex.find(matcher));
      return out.append(text, at, text.length()).toString();
    }
  }

  /** Writes a date another way: a time with or without offset, a day, a month or a year, as the pattern has it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Date(DateTimeFormatter from, DateTimeFormatter to) implements TextStep {
    private static final TemporalQuery<?>[] KINDS = {
      OffsetDateTime::from, LocalDateTime::from, LocalDate::from, YearMonth::from, Year::from
    };

    static @Nullable Date compile(MapRule.DateFormat conf, String rule, Problems problems) {
      DateTimeFormatter from = formatter(conf, conf.from(), rule, problems);
      DateTimeFormatter to = formatter(conf, conf.to(), rule, problems);
      return from == null || to == null ? null : new Date(from, to);
    }

    private static @Nullable DateTimeFormatter formatter(
        MapRule.DateFormat conf, String pattern, String rule, Problems problems) {
      try {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH);
      } catch (IllegalArgumentException e) {
        problems.add(
            conf.place(), rule + ": '" + pattern + "' is not a date pattern: " + e.getMessage());
        return null;
      }
    }

    @Override
    public @Nullable String apply(String text) {
      try {
        return to.format(from.parseBest(text, KINDS));
      } catch (DateTimeException | ArithmeticException e) {
        return null;
      }
    }
  }

  /** Looks the text up in a table. */
  record Lookup(Map<String, String> table) implements TextStep {
    @Override
    public @Nullable String apply(String text) {
      return table.get(text);
    }
  }
}
