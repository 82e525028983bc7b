package io.roundtrip.format;

import io.roundtrip.format.MessagePath.Hl7Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses one HL7 path: {@code SEG[(n)]-field[(repetition)][.component[.subcomponent]]}. Confined to one call. */
final class Hl7PathParser {
  /** The highest number a path may have: what is longer is a mistake, and output makes room up to it. */
  static final int MAX_NUMBER = 999;

  private final String text;
  private int at = 3;
  private boolean valid = true;

  private Hl7PathParser(String text) {
    this.text = text;
  }

  /** The path, or null if it is not one. */
  static @Nullable Hl7Path parse(String text) {
    if (text.length() < 5 || !isSegmentName(text, 0)) {
      return null;
    }
    Hl7PathParser parser = new Hl7PathParser(text);
    int occurrence = parser.inParentheses();
    parser.expect('-');
    int field = parser.number();
    int repetition = parser.inParentheses();
    int component = parser.skip('.') ? parser.number() : 0;
    int subcomponent = component > 0 && parser.skip('.') ? parser.number() : 0;
    if (!parser.valid || parser.at != text.length()) {
      return null;
    }
    return new Hl7Path(
        text.substring(0, 3), occurrence, field, repetition, component, subcomponent);
  }

  /** What may have been meant by a text that is no path, or null. */
  static @Nullable String nearMiss(String text) {
    if (text.length() < 4 || ".-_ 0123456789".indexOf(text.charAt(3)) < 0) {
      return null;
    }
    String upper = text.toUpperCase(Locale.ROOT);
    String name = upper.substring(0, 3);
    String rest = upper.substring(Character.isDigit(upper.charAt(3)) ? 3 : 4);
    for (String candidate : new String[] {upper, name + "-" + rest.replace('-', '.')}) {
      if (parse(candidate) != null) {
        return candidate;
      }
    }
    return null;
  }

  /** Whether a segment name stands at a place with at least three characters. */
  static boolean isSegmentName(String text, int at) {
    return isUpper(text.charAt(at))
        && isUpperOrDigit(text.charAt(at + 1))
        && isUpperOrDigit(text.charAt(at + 2));
  }

  private static boolean isUpper(char c) {
    return c >= 'A' && c <= 'Z';
  }

  private static boolean isUpperOrDigit(char c) {
    return isUpper(c) || (c >= '0' && c <= '9');
  }

  private int inParentheses() {
    if (!skip('(')) {
      return 1;
    }
    int number = number();
    expect(')');
    return number;
  }

  private int number() {
    int from = at;
    int number = 0;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      number = Math.min(MAX_NUMBER + 1, number * 10 + (text.charAt(at++) - '0'));
    }
    valid &= at > from && number >= 1 && number <= MAX_NUMBER;
    return number;
  }

  private boolean skip(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void expect(char c) {
    valid &= skip(c);
  }
}
