package io.roundtrip.ingest;

import org.jspecify.annotations.Nullable;

/** The {@code wait} preference of RFC 7240, section 4.3. Stateless. A preference that cannot be read is ignored. */
final class Prefer {
  private Prefer() {}

  /** How long the sender waits at most, in nanoseconds; -1 if it does not say. */
  static long waitNanos(@Nullable String header) {
    if (header == null) {
      return -1;
    }
    for (String preference : header.split(",", -1)) {
      String text = preference.strip();
      if (text.regionMatches(true, 0, "wait", 0, 4)) {
        String rest = text.substring(4).strip();
        if (rest.startsWith("=")) {
          return nanos(rest.substring(1).strip());
        }
      }
    }
    return -1;
  }

  private static long nanos(String value) {
    String digits =
        value.startsWith("\"") && value.endsWith("\"") && value.length() > 1
            ? value.substring(1, value.length() - 1)
            : value;
    try {
      double seconds = Double.parseDouble(digits);
      return seconds >= 0 && seconds < 1e9 ? (long) (seconds * 1e9) : -1;
    } catch (NumberFormatException notANumber) {
      return -1;
    }
  }
}
