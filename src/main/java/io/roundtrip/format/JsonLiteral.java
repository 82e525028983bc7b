package io.roundtrip.format;

import io.roundtrip.conf.MapRule.As;
import org.jspecify.annotations.Nullable;

/** Texts that become JSON numbers and booleans. Stateless. */
final class JsonLiteral {
  private JsonLiteral() {}

  /** The text as JSON has it; null if it is none of what is wanted. */
  static @Nullable String of(As as, String text) {
    return switch (as) {
      case TEXT -> text;
      case NUMBER -> number(text.strip());
      case BOOLEAN -> text.equals("true") || text.equals("false") ? text : null;
    };
  }

  /** What a target written so takes, in errors. */
  static String expected(As as) {
    return as == As.NUMBER ? "a number" : "true or false";
  }

  /**
   * A decimal number as JSON writes it, its digits and their number kept: HL7 also writes {@code +1}, {@code .5}, {@code
   * 5.} and {@code 007}.
   */
  private static @Nullable String number(String text) {
    int at = 0;
    int end = text.length();
    StringBuilder out = new StringBuilder(end + 1);
    if (at < end && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
      out.append(text.charAt(at++) == '-' ? "-" : "");
    }
    int digits = digitsEnd(text, at);
    int first = at;
    while (first < digits - 1 && text.charAt(first) == '0') {
      first++;
    }
    out.append(first == digits ? "0" : text.substring(first, digits));
    int fraction = digits;
    if (digits < end && text.charAt(digits) == '.') {
      fraction = digitsEnd(text, digits + 1);
      out.append(fraction > digits + 1 ? text.substring(digits, fraction) : "");
    }
    boolean any = digits > at || fraction > digits + 1;
    if (!any || end > JsonDocument.MAX_NUMBER_LENGTH) {
      return null;
    }
    return fraction == end ? out.toString() : exponent(text, fraction, out);
  }

  private static @Nullable String exponent(String text, int from, StringBuilder out) {
    int at = from + 1;
    if (Character.toLowerCase(text.charAt(from)) != 'e') {
      return null;
    }
    at += at < text.length() && "+-".indexOf(text.charAt(at)) >= 0 ? 1 : 0;
    int end = digitsEnd(text, at);
    return end == at || end < text.length() ? null : out.append(text, from, end).toString();
  }

  private static int digitsEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
