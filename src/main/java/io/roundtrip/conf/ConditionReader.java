package io.roundtrip.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads a filter: a test of one path, or {@code all}, {@code any} and {@code not} of others. Immutable. */
final class ConditionReader {
  private static final List<String> TESTS = List.of("equals", "in", "matches", "exists");
  private static final List<String> COMBINED = List.of("all", "any", "not");

  private ConditionReader() {}

  /** The condition, or null with an error. */
  static @Nullable Condition read(YamlValue value) {
    YamlMap map = value.map(Section.CONDITION);
    if (map == null) {
      return null;
    }
    List<String> tests = TESTS.stream().filter(map::has).toList();
    List<String> combined = COMBINED.stream().filter(map::has).toList();
    if (combined.size() == 1 && tests.isEmpty() && !map.has("path")) {
      return combined(map, combined.getFirst());
    }
    if (!combined.isEmpty()) {
      value.error("must be one of all, any, not by itself; combine several below an all");
      return null;
    }
    if (tests.size() != 1) {
      value.error(
          "must have exactly one of "
              + String.join(", ", TESTS)
              + " beside path; combine several below an all");
      return null;
    }
    return test(map, tests.getFirst());
  }

  private static @Nullable Condition combined(YamlMap map, String word) {
    YamlValue value = map.needed(word);
    if (value == null) {
      return null;
    }
    if (word.equals("not")) {
      Condition negated = read(value);
      return negated == null ? null : new Condition.Not(map.place(), negated);
    }
    List<Condition> of = new ArrayList<>();
    for (YamlValue item : value.items()) {
      Condition condition = read(item);
      if (condition != null) {
        of.add(condition);
      }
    }
    return word.equals("all")
        ? new Condition.All(map.place(), List.copyOf(of))
        : new Condition.AnyOf(map.place(), List.copyOf(of));
  }

  private static @Nullable Condition test(YamlMap map, String word) {
    YamlValue pathValue = map.needed("path");
    PathText path = pathValue == null ? null : pathValue.path();
    YamlValue value = map.needed(word);
    if (path == null || value == null) {
      return null;
    }
    return switch (word) {
      case "equals" -> {
        String text = value.text();
        yield text == null ? null : new Condition.Equal(map.place(), path, text);
      }
      case "in" -> new Condition.In(map.place(), path, texts(value));
      case "matches" -> {
        String regex = regex(value);
        yield regex == null ? null : new Condition.Matches(map.place(), path, regex);
      }
      default -> new Condition.Exists(map.place(), path, map.flag("exists", true));
    };
  }

  private static List<String> texts(YamlValue value) {
    List<String> texts = new ArrayList<>();
    for (YamlValue item : value.items()) {
      String text = item.text();
      if (text != null) {
        texts.add(text);
      }
    }
    return List.copyOf(texts);
  }

  /** A regular expression that compiles, or null with an error. */
  static @Nullable String regex(YamlValue value) {
    String text = value.word();
    if (text == null) {
      return null;
    }
    try {
      Pattern.compile(text);
      return text;
    } catch (PatternSyntaxException wrong) {
      value.error("must be a regular expression: " + wrong.getDescription());
      return null;
    }
  }
}
