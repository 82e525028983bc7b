package io.roundtrip.net;

import org.jspecify.annotations.Nullable;

/** W3C Trace Context, section 3.2: what goes downstream is passed on as it came, or not at all. Stateless. */
public final class Traceparent {
  private Traceparent() {}

  /** The header's value if it has the form of a traceparent, else null. */
  public static @Nullable String valid(@Nullable String value) {
    if (value == null || value.length() < 55 || value.length() > 256) {
      return null;
    }
    for (int i = 0; i < 55; i++) {
      char c = value.charAt(i);
      boolean dash = i == 2 || i == 35 || i == 52;
      boolean fits = dash ? c == '-' : (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      if (!fits) {
        return null;
      }
    }
    for (int i = 55; i < value.length(); i++) {
      if (value.charAt(i) <= ' ' || value.charAt(i) > '~') {
        return null;
      }
    }
    return value;
  }
}
