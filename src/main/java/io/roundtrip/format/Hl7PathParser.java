package io.roundtrip.format;

import io.roundtrip.format.MessagePath.Hl7Each;
import io.roundtrip.format.MessagePath.Hl7Path;
import io.roundtrip.format.MessagePath.SegmentStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Parses one HL7 path: {@code SEG[(n)]{/SEG[(n)]}[-field[(repetition)][.component[.subcomponent]]]}. Confined to one
 * call.
 */
final class Hl7PathParser {
  /** The highest number a path may have: what is longer is a mistake, and output makes room up to it. */
  static final int MAX_NUMBER = 999;

  /** What stands for an index that is not written. */
  private static final int UNWRITTEN = -2;

  private final String text;
  private int at;
  private boolean valid = true;

  private Hl7PathParser(String text) {
    this.text = text;
  }

  /** A segment of a path as written. */
  record Written(String name, int occurrence) {
    private SegmentStep step(int unwritten) {
      return new SegmentStep(name, occurrence == UNWRITTEN ? unwritten : occurrence);
    }
  }

  /** A path as written; field 0 if it names segments only. */
  record Parsed(
      List<Written> segments, int field, int repetition, int component, int subcomponent) {
    /** The path, where it stands in the given scope. */
    Hl7Path in(Scope scope) {
      String last = segments.getLast().name();
      for (Scope each = scope; each.outer() != null; each = each.outer()) {
        if (each.field() == 0) {
          List<Written> rest = below(each.segments());
          if (rest != null) {
            return path(each.level(), rest, last);
          }
        } else if (each.field() == field
            && repetition == UNWRITTEN
            && each.segments().equals(segments)) {
          return new Hl7Path(
              each.level(), List.of(), last, field, Hl7Path.IN_PLACE, component, subcomponent);
        }
      }
      return path(0, segments, last);
    }

    private Hl7Path path(int level, List<Written> from, String last) {
      List<SegmentStep> steps = steps(from, 1);
      int one = repetition == UNWRITTEN ? 1 : repetition;
      return new Hl7Path(level, steps, last, field, one, component, subcomponent);
    }

    /** What an each in the given scope runs for. */
    Hl7Each each(Scope scope) {
      for (Scope around = scope; around.outer() != null; around = around.outer()) {
        List<Written> rest = around.field() == 0 ? below(around.segments()) : null;
        if (rest != null && (field > 0 || !rest.isEmpty())) {
          return new Hl7Each(around.level(), eachSteps(rest), field);
        }
      }
      return new Hl7Each(0, eachSteps(segments), field);
    }

    private List<SegmentStep> eachSteps(List<Written> from) {
      List<SegmentStep> steps = new ArrayList<>(steps(from, 1));
      if (field == 0) {
        steps.set(steps.size() - 1, from.getLast().step(Hl7Path.ALL));
      }
      return List.copyOf(steps);
    }

    private static List<SegmentStep> steps(List<Written> from, int unwritten) {
      return from.stream().map(each -> each.step(unwritten)).toList();
    }

    /** What is left of the path behind an each's segments; null if it does not begin with them. */
    private @Nullable List<Written> below(List<Written> each) {
      int length = each.size();
      if (length == 0) {
        return null;
      }
      if (segments.size() >= length && segments.subList(0, length).equals(each)) {
        return segments.subList(length, segments.size());
      }
      Written first = segments.getFirst();
      return first.occurrence() == UNWRITTEN && first.name().equals(each.getLast().name())
          ? segments.subList(1, segments.size())
          : null;
    }

    /** Whether an index says {@code *}. */
    boolean isMany() {
      return repetition == Hl7Path.ALL
          || segments.stream().anyMatch(each -> each.occurrence() == Hl7Path.ALL);
    }

    /** Whether an each may run for it: segments, or a field without index and parts. */
    boolean isForEach() {
      return !isMany()
          && (field == 0
              ? segments.getLast().occurrence() == UNWRITTEN
              : repetition == UNWRITTEN && component == 0)
          && !(segments.getLast().name().equals("MSH") && field <= 2);
    }
  }

  /** The path, or null if it is not one. */
  static @Nullable Parsed parse(String text) {
    Hl7PathParser parser = new Hl7PathParser(text);
    List<Written> segments = new ArrayList<>();
    do {
      segments.add(parser.segment());
    } while (parser.skip('/'));
    boolean hasField = parser.skip('-');
    int field = hasField ? parser.number() : 0;
    int repetition = hasField ? parser.inParentheses() : UNWRITTEN;
    int component = hasField && parser.skip('.') ? parser.number() : 0;
    int subcomponent = component > 0 && parser.skip('.') ? parser.number() : 0;
    return parser.valid && parser.at == text.length()
        ? new Parsed(List.copyOf(segments), field, repetition, component, subcomponent)
        : null;
  }

  /** The path of a place in a new message: one segment and a field; null if it is not one. */
  static @Nullable Hl7Path target(String text) {
    Parsed parsed = parse(text);
    return parsed == null || parsed.segments().size() > 1 || parsed.field() == 0 || parsed.isMany()
        ? null
        : parsed.in(Scope.MESSAGE);
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

  private Written segment() {
    if (text.length() - at < 3 || !isSegmentName(text, at)) {
      valid = false;
      return new Written("", UNWRITTEN);
    }
    at += 3;
    return new Written(text.substring(at - 3, at), inParentheses());
  }

  private int inParentheses() {
    if (!skip('(')) {
      return UNWRITTEN;
    }
    int number = skip('*') ? Hl7Path.ALL : number();
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
