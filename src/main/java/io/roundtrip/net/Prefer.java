package io.roundtrip.net;

import org.jspecify.annotations.Nullable;

/**
 * The preferences {@code wait} and {@code respond-async} of RFC 7240. Stateless. A preference that cannot be read is ignored.
 */
public final class Prefer {
  private Prefer() {}

  /** How long the sender waits at most, in nanoseconds; -1 if it does not say. */
  public static long waitNanos(@Nullable String header) {
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

  /** Whether the sender would rather be told later: {@code respond-async}. */
  public static boolean wantsAsync(@Nullable String header) {
    if (header == null) {
      return false;
    }
    for (String preference : header.split("[,;]", -1)) {
      if (preference.strip().equalsIgnoreCase("respond-async")) {
        return true;
      }
    }
    return false;
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
