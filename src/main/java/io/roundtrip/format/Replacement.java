package io.roundtrip.format;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The replacement of a regular expression, in the syntax of {@link Matcher#appendReplacement}, checked when the conf is
 * loaded. Immutable.
 */
final class Replacement {
  private final @Nullable String[] literals;
  private final int[] groups;

  private Replacement(List<String> literals, List<Integer> groups) {
    this.literals = literals.toArray(new String[0]);
    this.groups = groups.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Appends the replacement of what the matcher has found. */
  void append(Matcher found, String text, StringBuilder out) {
    for (int i = 0; i < groups.length; i++) {
      out.append(literals[i]);
      if (groups[i] >= 0 && found.start(groups[i]) >= 0) {
        out.append(text, found.start(groups[i]), found.end(groups[i]));
      }
    }
  }

  /**
   * Compiles a replacement.
   *
   * @throws IllegalArgumentException with what is wrong in it
   */
  static Replacement compile(String text, Pattern pattern) {
    List<String> literals = new ArrayList<>();
    List<Integer> groups = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '\\') {
        require(at < text.length(), "ends with a backslash");
        literal.append(text.charAt(at++));
      } else if (c == '$') {
        Reference reference = Reference.read(text, at, pattern);
        literals.add(literal.toString());
        groups.add(reference.group);
        literal.setLength(0);
        at = reference.end;
      } else {
        literal.append(c);
      }
    }
    literals.add(literal.toString());
    groups.add(-1);
    return new Replacement(literals, groups);
  }

  private static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException(problem);
    }
  }

  private record Reference(int group, int end) {
    static Reference read(String text, int at, Pattern pattern) {
      if (text.startsWith("{", at)) {
        int close = text.indexOf('}', at);
        Integer named = pattern.namedGroups().get(close < 0 ? "" : text.substring(at + 1, close));
        require(named != null, "names a group that the expression does not have");
        return new Reference(named == null ? 0 : named, close + 1);
      }
      int end = at;
      int group = 0;
      int groups = pattern.matcher("").groupCount();
      while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
        int longer = group * 10 + (text.charAt(end) - '0');
        if (end > at && longer > groups) {
          break;
        }
        group = longer;
        end++;
      }
      require(end > at, "has a '$' without a group: write \\$ for the character");
      require(group <= groups, "refers to group " + group + " of " + groups);
      return new Reference(group, end);
    }
  }
}
