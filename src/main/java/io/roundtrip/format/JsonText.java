package io.roundtrip.format;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The text of a JSON scalar whose bytes a parser has checked. Stateless. */
final class JsonText {
  private JsonText() {}

  /** The end of the scalar that begins at {@code from}. */
  static int scalarEnd(byte[] bytes, int from) {
    int at = from + 1;
    if (bytes[from] == '"') {
      while (at < bytes.length && bytes[at] != '"') {
        at += bytes[at] == '\\' ? 2 : 1;
      }
      return Math.min(at + 1, bytes.length);
    }
    while (at < bytes.length && isPartOfWord(bytes[at])) {
      at++;
    }
    return at;
  }

  private static boolean isPartOfWord(byte c) {
    return (c >= '0' && c <= '9')
        || (c >= 'a' && c <= 'z')
        || c == '.'
        || c == '+'
        || c == '-'
        || c == 'E';
  }

  /** The scalar's text: a string's characters, a number as written, {@code true}, {@code false}; null for null. */
  static @Nullable String of(byte[] bytes, int from, int to) {
    if (bytes[from] == 'n') {
      return null;
    }
    if (bytes[from] != '"') {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    int escape = from + 1;
    while (escape < to - 1 && bytes[escape] != '\\') {
      escape++;
    }
    return escape == to - 1
        ? new String(bytes, from + 1, to - from - 2, StandardCharsets.UTF_8)
        : unescaped(bytes, from + 1, to - 1);
  }

  private static String unescaped(byte[] bytes, int from, int to) {
    String raw = new String(bytes, from, to - from, StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder(raw.length());
    int at = 0;
    for (int escape = raw.indexOf('\\'); escape >= 0; escape = raw.indexOf('\\', at)) {
      out.append(raw, at, escape);
      char c = raw.charAt(escape + 1);
      at = escape + 2;
      switch (c) {
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append((char) Integer.parseInt(raw, at, at + 4, 16));
          at += 4;
        }
        default -> out.append(c);
      }
    }
    return out.append(raw, at, raw.length()).toString();
  }
}
