package io.roundtrip.net;

/** Writes JSON text into a {@link StringBuilder}. Stateless. */
public final class Json {
  private static final String HEX = "0123456789abcdef";

  private Json() {}

  /** A string with its quotes, escaped by RFC 8259. */
  public static StringBuilder string(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || (Character.isSurrogate(c) && !isPair(text, i))) {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(HEX.charAt((c >> shift) & 0xf));
        }
      } else {
        out.append(c);
      }
    }
    return out.append('"');
  }

  /** {@code "name":"value"}. */
  public static StringBuilder member(StringBuilder out, String name, String value) {
    return string(out.append('"').append(name).append("\":"), value);
  }

  /** Nanoseconds as milliseconds with three decimals. */
  public static StringBuilder millis(StringBuilder out, long nanos) {
    long micros = Math.max(0, nanos) / 1_000;
    long fraction = micros % 1_000;
    out.append(micros / 1_000).append('.');
    if (fraction < 100) {
      out.append('0');
    }
    if (fraction < 10) {
      out.append('0');
    }
    return out.append(fraction);
  }

  private static boolean isPair(String text, int i) {
    return Character.isHighSurrogate(text.charAt(i))
        ? i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))
        : i > 0 && Character.isHighSurrogate(text.charAt(i - 1));
  }
}
