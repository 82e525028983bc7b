package io.roundtrip.conf;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads one rule of a map. Immutable. */
final class RuleReader {
  private RuleReader() {}

  /** The rule, or null with an error. */
  static @Nullable MapRule read(YamlValue item, String subject) {
    YamlMap rule = item.mapOf(Section.RULE, subject, "");
    if (rule == null) {
      return null;
    }
    refuseContradictions(rule);
    YamlValue from = rule.get("from");
    return new MapRule(
        rule.place(),
        paths(rule.needed("to")),
        text(rule.get("value")),
        from == null ? null : from.path(),
        concat(rule),
        orEmpty(text(rule.get("separator"))),
        RegexReader.read(rule),
        DateReader.read(rule),
        lookup(rule.get("lookup")),
        text(rule.get("default")),
        text(rule.get("split")),
        rule.flag("required", false));
  }

  private static void refuseContradictions(YamlMap rule) {
    long origins = List.of("value", "from", "concat").stream().filter(rule::has).count();
    if (origins != 1) {
      rule.error(
          "needs exactly one of value, from and concat, got " + (origins == 0 ? "none" : origins));
    }
    YamlValue separator = rule.get("separator");
    if (separator != null && !rule.has("concat")) {
      separator.error("stands between the values of concat, and there is no concat");
    }
    YamlValue to = rule.get("to");
    YamlValue split = rule.get("split");
    if (to != null && split == null && to.itemsOrSelf().size() > 1) {
      to.error("names several targets, which needs split to cut the value into their parts");
    }
    if (split != null && to != null && to.itemsOrSelf().size() < 2) {
      split.error("cuts the value into parts, which needs a list of several targets in to");
    }
    if (split != null && split.written().isEmpty()) {
      split.error("must not be empty");
    }
  }

  private static List<PathText> concat(YamlMap rule) {
    YamlValue concat = rule.get("concat");
    if (concat != null && !concat.isList()) {
      concat.error("must be a list of paths such as [ /a, /b ]");
      return List.of();
    }
    return paths(concat);
  }

  private static List<PathText> paths(@Nullable YamlValue value) {
    List<PathText> paths = new ArrayList<>();
    if (value != null) {
      for (YamlValue item : value.itemsOrSelf()) {
        PathText path = item.path();
        if (path != null) {
          paths.add(path);
        }
      }
    }
    return List.copyOf(paths);
  }

  private static @Nullable Map<String, String> lookup(@Nullable YamlValue value) {
    if (value == null) {
      return null;
    }
    Map<String, String> table = new LinkedHashMap<>();
    value
        .entries()
        .forEach(
            (key, meaning) -> {
              String from = key.text();
              String to = meaning.text();
              if (from != null && to != null && table.putIfAbsent(from, to) != null) {
                key.error("has '" + key.written() + "' twice");
              }
            });
    return table;
  }

  private static @Nullable String text(@Nullable YamlValue value) {
    return value == null ? null : value.text();
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
