package io.roundtrip.format;

import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/**
 * HL7 v2's escape sequences. Stateless.
 *
 * <p>What is written cannot leave its place: delimiters are escaped, line ends become {@code \.br\} and other control
 * characters {@code \Xhh\}, so that no value can begin a segment or end an MLLP frame. A text of two quotes, which would
 * read as HL7's explicit null, becomes {@code \X2222\}.
 */
final class Hl7Escapes {
  private static final String HEX = "0123456789ABCDEF";

  private Hl7Escapes() {}

  /** The text that a leaf stands for. An unknown escape sequence stays as it is. */
  static String decode(String text, int from, int to, Hl7Delimiters delimiters, Charset charset) {
    char escape = delimiters.escape();
    int next = text.indexOf(escape, from, to);
    if (next < 0) {
      return text.substring(from, to);
    }
    StringBuilder out = new StringBuilder(to - from);
    int at = from;
    while (next >= 0) {
      int end = text.indexOf(escape, next + 1, to);
      if (end < 0) {
        break;
      }
      String decoded = decoded(text, next + 1, end, delimiters, charset);
      out.append(text, at, next);
      at = decoded == null ? end : end + 1;
      if (decoded == null) {
        out.append(text, next, end);
        if (isSequence(text, next + 1, end)) {
          out.append(text.charAt(at++));
        }
      } else {
        out.append(decoded);
      }
      next = text.indexOf(escape, at, to);
    }
    return out.append(text, at, to).toString();
  }

  private static @Nullable String decoded(
      String text, int from, int to, Hl7Delimiters delimiters, Charset charset) {
    if (to - from == 1) {
      char delimiter = delimiters.escaped(text.charAt(from));
      return delimiter == 0 ? null : String.valueOf(delimiter);
    }
    if (to - from == 3 && text.startsWith(".br", from)) {
      return "\n";
    }
    return to > from && text.charAt(from) == 'X' ? hex(text, from + 1, to, charset) : null;
  }

  private static @Nullable String hex(String text, int from, int to, Charset charset) {
    int length = to - from;
    if (length == 0 || (length & 1) != 0) {
      return null;
    }
    byte[] bytes = new byte[length / 2];
    for (int i = 0; i < bytes.length; i++) {
      int high = hexDigit(text.charAt(from + 2 * i));
      int low = hexDigit(text.charAt(from + 2 * i + 1));
      if (high < 0 || low < 0) {
        return null;
      }
      bytes[i] = (byte) ((high << 4) | low);
    }
    return new String(bytes, charset);
  }

  private static int hexDigit(char c) {
    return c < 0x80 ? Character.digit(c, 16) : -1;
  }

  /** Whether what stands between two escape characters may be an escape sequence. */
  private static boolean isSequence(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      if (!letter && c != '.' && c != '+' && c != '-') {
        return false;
      }
    }
    return to > from;
  }

  /** Data as it stands in output, with the standard delimiters. */
  static String encode(String data) {
    int length = data.length();
    int clean = 0;
    while (clean < length && !needsEscape(data.charAt(clean))) {
      clean++;
    }
    if (clean == length) {
      return data.equals("\"\"") ? "\\X2222\\" : data;
    }
    StringBuilder out = new StringBuilder(length + 16).append(data, 0, clean);
    for (int i = clean; i < length; i++) {
      char c = data.charAt(i);
      if (c != '\n' || i == 0 || data.charAt(i - 1) != '\r') {
        append(out, c);
      }
    }
    return out.toString();
  }

  static boolean needsEscape(char c) {
    return c < ' ' || c == 0x7F || c == '|' || c == '^' || c == '~' || c == '\\' || c == '&';
  }

  private static void append(StringBuilder out, char c) {
    switch (c) {
      case '|' -> out.append("\\F\\");
      case '^' -> out.append("\\S\\");
      case '&' -> out.append("\\T\\");
      case '~' -> out.append("\\R\\");
      case '\\' -> out.append("\\E\\");
      case '\r', '\n' -> out.append("\\.br\\");
      default -> {
        if (needsEscape(c)) {
          out.append("\\X").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 15)).append('\\');
        } else {
          out.append(c);
        }
      }
    }
  }

  /**
   * A part of one message as it stands in another that has the standard delimiters: components and subcomponents stay
   * what they are, and so do escape sequences, formatting included.
   */
  static String carryOver(
      String text, int from, int to, Hl7Delimiters delimiters, Charset charset) {
    if (delimiters.equals(Hl7Delimiters.STANDARD) && isPlain(text, from, to)) {
      return text.substring(from, to);
    }
    StringBuilder out = new StringBuilder(to - from + 16);
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == delimiters.component()) {
        out.append('^');
      } else if (c == delimiters.subcomponent()) {
        out.append('&');
      } else if (c == delimiters.escape()) {
        i = carryEscape(out, text, i, to, delimiters, charset);
      } else {
        append(out, c);
      }
    }
    return out.toString();
  }

  private static boolean isPlain(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == 0x7F || c == '\\') {
        return false;
      }
    }
    return true;
  }

  /** Writes the escape sequence at {@code at}; returns the place of its last character. */
  private static int carryEscape(
      StringBuilder out, String text, int at, int to, Hl7Delimiters delimiters, Charset charset) {
    int end = text.indexOf(delimiters.escape(), at + 1, to);
    if (end < 0 || !isSequence(text, at + 1, end)) {
      out.append("\\E\\");
      return at;
    }
    String decoded = text.charAt(at + 1) == 'X' ? hex(text, at + 2, end, charset) : null;
    if (decoded != null) {
      out.append(encode(decoded));
    } else {
      out.append('\\').append(text, at + 1, end).append('\\');
    }
    return end;
  }
}
