package io.roundtrip.conf;

import java.util.BitSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads HTTP statuses: {@code 2xx}, {@code 200}, {@code 200-204}. Immutable. */
final class StatusReader {
  /** What confirms a message where nothing else is said. A new set each time, as sets can be changed. */
  static final Supplier<BitSet> TWO_HUNDREDS =
      () -> {
        BitSet set = new BitSet();
        set.set(200, 300);
        return set;
      };

  private static final Pattern CLASS = Pattern.compile("([2-5])xx");
  private static final Pattern RANGE =
      Pattern.compile("([2-5][0-9]{2})(?:\\s*-\\s*([2-5][0-9]{2}))?");

  private StatusReader() {}

  /** Adds the statuses to the set, or notes an error. */
  static void read(YamlValue value, BitSet statuses) {
    String text = value.text();
    if (text == null) {
      return;
    }
    Matcher wholeClass = CLASS.matcher(text);
    Matcher range = RANGE.matcher(text);
    if (wholeClass.matches()) {
      int first = Integer.parseInt(wholeClass.group(1)) * 100;
      statuses.set(first, first + 100);
    } else if (range.matches()) {
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      if (last < first) {
        value.error("must be a range upwards, got '" + value.written() + "'");
      } else {
        statuses.set(first, last + 1);
      }
    } else {
      value.error(
          "must be statuses such as 2xx, 200 or 200-204, or a list of those, got '"
              + value.written()
              + "'");
    }
  }
}
