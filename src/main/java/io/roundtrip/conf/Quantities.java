package io.roundtrip.conf;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Sizes ({@code 64MiB}) and times ({@code 250ms}) as written. Immutable. */
public final class Quantities {
  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("(-?[0-9]{1,18})\\s?([A-Za-z]*)");
  private static final Map<String, Long> BYTES =
      Map.of("", 1L, "B", 1L, "KiB", 1L << 10, "MiB", 1L << 20, "GiB", 1L << 30);
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);

  private Quantities() {}

  /** Bytes, or null if the text is no size. */
  public static @Nullable Long size(String text) {
    return parse(text, BYTES);
  }

  /** A time, or null if the text is none. */
  public static @Nullable Duration duration(String text) {
    Long millis = parse(text, MILLIS);
    return millis == null ? null : Duration.ofMillis(millis);
  }

  /** A time as one would write it. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 3_600_000 == 0 && millis > 0) {
      return millis / 3_600_000 + "h";
    }
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }

  private static @Nullable Long parse(String text, Map<String, Long> units) {
    Matcher matcher = NUMBER_AND_UNIT.matcher(text);
    if (!matcher.matches()) {
      return null;
    }
    Long unit = units.get(matcher.group(2));
    if (unit == null) {
      return null;
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException tooMuch) {
      return null;
    }
  }
}
