package io.roundtrip.conf;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a rule's regular expression and its replacement. Immutable. The replacement is checked against the groups of the
 * expression, since a wrong one would otherwise fail at the first message that matches.
 */
final class RegexReader {
  private RegexReader() {}

  static MapRule.@Nullable Regex read(YamlMap rule) {
    YamlMap regex = rule.map("regex", Section.REGEX);
    if (regex == null) {
      return null;
    }
    YamlValue matchValue = regex.needed("match");
    YamlValue replaceValue = regex.needed("replace");
    String match = matchValue == null ? null : ConditionReader.regex(matchValue);
    String replace = replaceValue == null ? null : replaceValue.text();
    if (match == null || replaceValue == null || replace == null) {
      return null;
    }
    String wrong = whatIsWrong(replace, Pattern.compile(match));
    if (wrong != null) {
      replaceValue.error(wrong);
    }
    return new MapRule.Regex(regex.place(), match, replace);
  }

  private static @Nullable String whatIsWrong(String replace, Pattern match) {
    for (int i = 0; i < replace.length(); i++) {
      char c = replace.charAt(i);
      if (c == '\\' && ++i == replace.length()) {
        return "must not end with a single \\";
      }
      if (c == '$') {
        String wrong = whatIsWrong(replace.substring(i + 1), match, match.matcher("").groupCount());
        if (wrong != null) {
          return wrong;
        }
      }
    }
    return null;
  }

  private static @Nullable String whatIsWrong(String group, Pattern match, int groups) {
    if (group.matches("(?s)[0-9].*")) {
      int number = group.charAt(0) - '0';
      return number <= groups
          ? null
          : "names the group $" + number + ", but match has " + groups + " groups";
    }
    int end = group.indexOf('}');
    if (group.startsWith("{") && end > 0) {
      String name = group.substring(1, end);
      return match.namedGroups().containsKey(name)
          ? null
          : "names the group '" + name + "', which match does not have";
    }
    return "has a $ that names no group; write \\$ for the sign itself";
  }
}
