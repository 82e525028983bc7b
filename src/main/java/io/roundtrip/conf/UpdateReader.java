package io.roundtrip.conf;

import io.roundtrip.conf.StateConf.UpdateConf;
import io.roundtrip.conf.StateConf.Verb;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one rule of a state's {@code update}. Confined to the thread that loads. */
final class UpdateReader {
  private static final int LONGEST_NAME = 200;

  private UpdateReader() {}

  /** The rule, or null with an error. */
  static @Nullable UpdateConf read(YamlValue item, String subject) {
    YamlMap rule = item.mapOf(Section.UPDATE, subject, "");
    if (rule == null) {
      return null;
    }
    List<Verb> verbs = new ArrayList<>();
    for (Verb verb : Verb.values()) {
      if (rule.has(verb.text())) {
        verbs.add(verb);
      }
    }
    if (verbs.size() != 1) {
      rule.error(
          "needs exactly one of set, increment, max, min and remove, got "
              + (verbs.isEmpty() ? "none" : verbs.size()));
      return null;
    }
    Verb verb = verbs.getFirst();
    YamlValue named = rule.get(verb.text());
    String name = named == null ? null : named.word();
    if (named != null && name != null && name.length() > LONGEST_NAME) {
      named.error("must be at most " + LONGEST_NAME + " characters");
    }
    checkOrigin(rule, verb);
    YamlValue from = rule.get("from");
    YamlValue value = rule.get("value");
    return name == null
        ? null
        : new UpdateConf(
            verb,
            name,
            from == null ? null : from.path(),
            value == null ? null : value.text(),
            verb == Verb.INCREMENT && from == null ? by(rule) : null);
  }

  private static void checkOrigin(YamlMap rule, Verb verb) {
    List<String> allowed =
        switch (verb) {
          case SET -> List.of("from", "value");
          case INCREMENT -> List.of("from", "by");
          case MAX, MIN -> List.of("from");
          case REMOVE -> List.of();
        };
    List<String> given = new ArrayList<>();
    for (String key : List.of("from", "value", "by")) {
      YamlValue value = rule.get(key);
      if (value != null && !allowed.contains(key)) {
        value.error("does not go with " + verb.text());
      } else if (value != null) {
        given.add(key);
      }
    }
    boolean optional = verb == Verb.INCREMENT || verb == Verb.REMOVE;
    if (given.size() > 1) {
      rule.error("has " + String.join(" and ", given) + ", which exclude each other");
    } else if (given.isEmpty() && !optional) {
      rule.error(verb.text() + " needs " + String.join(" or ", allowed));
    }
  }

  private static BigDecimal by(YamlMap rule) {
    YamlValue value = rule.get("by");
    String text = value == null ? null : value.text();
    if (value == null || text == null) {
      return BigDecimal.ONE;
    }
    if (!text.matches("-?[0-9]{1,18}([.][0-9]{1,18})?")) {
      value.error("must be a number such as 1, -1 or 0.5, got '" + value.written() + "'");
      return BigDecimal.ONE;
    }
    return new BigDecimal(text);
  }
}
