package io.roundtrip.format;

import io.roundtrip.conf.MapRule;
import java.time.DateTimeException;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** One step of a rule: a text in, a text out. Immutable. */
sealed interface TextStep {
  /** What becomes of the text; null if it is not one the step knows. */
  @Nullable String apply(String text, Values in) throws BadMessage;

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
    public String apply(String text, Values in) throws BadMessage {
      BoundedRegex.Search search = regex.search(text, in);
      if (!search.find()) {
        return text;
      }
      Matcher matcher = search.matcher();
      StringBuilder out = new StringBuilder(text.length() + 16);
      int at = 0;
      do {
        out.append(text, at, matcher.start());
        replacement.append(matcher, text, out);
        at = matcher.end();
      } while (search.find());
      return out.append(text, at, text.length()).toString();
    }
  }

  /** Writes a date another way. */
  record Date(DateForm from, DateForm to) implements TextStep {
    static @Nullable Date compile(MapRule.DateFormat conf, String rule, Problems problems) {
      DateForm from = form(conf, conf.from(), rule, problems);
      DateForm to = form(conf, conf.to(), rule, problems);
      return from == null || to == null ? null : new Date(from, to);
    }

    private static @Nullable DateForm form(
        MapRule.DateFormat conf, String text, String rule, Problems problems) {
      try {
        return DateForm.of(text);
      } catch (IllegalArgumentException e) {
        problems.add(
            conf.place(), rule + ": '" + text + "' is not a date pattern: " + e.getMessage());
        return null;
      }
    }

    @Override
    public @Nullable String apply(String text, Values in) {
      try {
        return to.write(from.read(text));
      } catch (DateTimeException | ArithmeticException e) {
        return null;
      }
    }
  }

  /** Looks the text up in a table. */
  record Lookup(Map<String, String> table) implements TextStep {
    @Override
    public @Nullable String apply(String text, Values in) {
      return table.get(text);
    }
  }
}
