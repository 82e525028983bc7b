package io.roundtrip.conf;

import io.roundtrip.conf.MapRule.As;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the rules of a map. Immutable. */
final class RuleReader {
  /** How deep an {@code each} may lie within others. */
  private static final int MOST_DEPTH = 5;

  private static final Words<As> AS =
      Words.of("text", As.TEXT).or("number", As.NUMBER).or("boolean", As.BOOLEAN);
  private static final List<String> OF_AN_EACH = List.of("to", "when", "each", "rules");

  private RuleReader() {}

  /** The rules of a list; {@code depth} is how many eachs are around it. */
  static List<MapItem> readAll(YamlValue list, String subject, int depth) {
    List<MapItem> rules = new ArrayList<>();
    int number = 1;
    for (YamlValue item : list.items()) {
      String own = subject + number++;
      YamlMap rule = item.mapOf(Section.RULE, own + ": ", "");
      if (rule != null) {
        MapItem read = rule.has("each") ? each(rule, own, depth + 1) : rule(rule);
        if (read != null) {
          rules.add(read);
        }
      }
    }
    return List.copyOf(rules);
  }

  private static @Nullable MapEach each(YamlMap rule, String subject, int depth) {
    for (String key : Section.RULE.keys()) {
      YamlValue value = OF_AN_EACH.contains(key) ? null : rule.get(key);
      if (value != null) {
        value.error("does not go with each: write it in the rules below");
      }
    }
    if (depth > MOST_DEPTH) {
      rule.error("has " + (depth - 1) + " others around its each; at most " + (MOST_DEPTH - 1));
      return null;
    }
    YamlValue to = rule.get("to");
    YamlValue path = rule.needed("each");
    PathText each = path == null ? null : path.path();
    Condition when = when(rule);
    YamlValue list = rule.needed("rules");
    List<MapItem> rules = list == null ? List.of() : readAll(list, subject + ".", depth);
    return each == null
        ? null
        : new MapEach(rule.place(), each, to == null ? null : to.path(), when, rules);
  }

  private static @Nullable Condition when(YamlMap rule) {
    YamlValue when = rule.get("when");
    return when == null ? null : ConditionReader.read(when);
  }

  private static MapRule rule(YamlMap rule) {
    refuseContradictions(rule);
    YamlValue rules = rule.get("rules");
    if (rules != null) {
      rules.error("are what each runs, and there is no each");
    }
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
        rule.oneOf("as", As.TEXT, AS),
        rule.flag("required", false),
        when(rule));
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
