package io.roundtrip.format;

import io.roundtrip.conf.Condition;
import io.roundtrip.conf.MapRule;
import io.roundtrip.conf.PathText;
import io.roundtrip.conf.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map's rule as tests write it. Confined to one test. */
final class TestRule {
  private static final Place PLACE = new Place("test.yaml", 7, 3);

  private final List<PathText> to = new ArrayList<>();
  private final List<PathText> concat = new ArrayList<>();
  private @Nullable String value;
  private @Nullable PathText from;
  private String separator = "";
  private MapRule.@Nullable Regex regex;
  private MapRule.@Nullable DateFormat date;
  private @Nullable Map<String, String> lookup;
  private @Nullable String fallback;
  private @Nullable String split;
  private boolean required;
  private MapRule.As as = MapRule.As.TEXT;
  private @Nullable Condition when;

  static TestRule to(String... targets) {
    TestRule rule = new TestRule();
    for (String target : targets) {
      rule.to.add(path(target));
    }
    return rule;
  }

  static PathText path(String text) {
    return new PathText(text, PLACE);
  }

  TestRule value(String text) {
    value = text;
    return this;
  }

  TestRule from(String path) {
    from = path(path);
    return this;
  }

  TestRule concat(String between, String... paths) {
    separator = between;
    for (String path : paths) {
      concat.add(path(path));
    }
    return this;
  }

  TestRule regex(String match, String replace) {
    regex = new MapRule.Regex(PLACE, match, replace);
    return this;
  }

  TestRule date(String read, String written) {
    date = new MapRule.DateFormat(PLACE, read, written);
    return this;
  }

  TestRule lookup(Map<String, String> table) {
    lookup = table;
    return this;
  }

  TestRule otherwise(String text) {
    fallback = text;
    return this;
  }

  TestRule split(String at) {
    split = at;
    return this;
  }

  TestRule required() {
    required = true;
    return this;
  }

  TestRule as(MapRule.As kind) {
    as = kind;
    return this;
  }

  TestRule when(String path, String equals) {
    when = new Condition.Equal(PLACE, path(path), equals);
    return this;
  }

  MapRule conf() {
    return new MapRule(
        PLACE, to, value, from, concat, separator, regex, date, lookup, fallback, split, as,
        required, when);
  }
}
