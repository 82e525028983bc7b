package io.roundtrip.conf;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * A map of a conf file, read by key. Confined to the thread that loads. Keys that its section does not know, and keys
 * given twice, are errors as soon as it is opened. Getters return the default where the key is missing, and, with an
 * error, where the value is wrong.
 */
final class YamlMap {
  /** No time in a conf needs more, and sums of such times never overflow. */
  private static final Duration LONGEST = Duration.ofDays(30);

  private final ConfFile file;
  private final Node node;
  private final Section section;
  private final String subject;
  private final String prefix;
  private final Map<String, YamlValue> values = new HashMap<>();

  private YamlMap(ConfFile file, Node node, Section section, String subject, String prefix) {
    this.file = file;
    this.node = node;
    this.section = section;
    this.subject = subject;
    this.prefix = prefix;
  }

  static YamlMap of(
      ConfFile file, MappingNode node, Section section, String subject, String prefix) {
    YamlMap map = new YamlMap(file, node, section, subject, prefix);
    for (NodeTuple tuple : node.getValue()) {
      YamlValue key = new YamlValue(file, tuple.getKeyNode(), subject, prefix);
      map.add(key.written(), key.place(), tuple.getValueNode());
    }
    return map;
  }

  private void add(String key, Place place, Node value) {
    String name = prefix + key;
    String instead = section.insteadOf(key);
    if (instead != null) {
      file.error(place, subject + "'" + name + "' is not in this release: " + instead);
    } else if (!section.keys().contains(key)) {
      String suggestion = Suggestion.of(key, prefix, section.keys());
      file.error(place, subject + "unknown key '" + name + "'" + suggestion);
    } else if (values.containsKey(key)) {
      file.error(place, subject + "'" + name + "' is given twice");
    } else {
      values.put(key, new YamlValue(file, value, subject, name));
    }
  }

  ConfFile file() {
    return file;
  }

  Place place() {
    return file.place(node);
  }

  String subject() {
    return subject;
  }

  /** Notes an error at the map's beginning. */
  void error(String message) {
    file.error(place(), subject + message);
  }

  boolean has(String key) {
    return get(key) != null;
  }

  /** The value, or null if the key is not given. */
  @Nullable YamlValue get(String key) {
    if (!section.keys().contains(key)) {
      throw new IllegalArgumentException(section + " does not know the key " + key);
    }
    return values.get(key);
  }

  /** The value; an error and null if the key is not given. */
  @Nullable YamlValue needed(String key) {
    YamlValue value = get(key);
    if (value == null) {
      error("'" + prefix + key + "' is missing");
    }
    return value;
  }

  /** The section below the key, or null if it is not given. */
  @Nullable YamlMap map(String key, Section below) {
    YamlValue value = get(key);
    return value == null ? null : value.map(below);
  }

  String word(String key, String whenMissing) {
    YamlValue value = get(key);
    String text = value == null ? null : value.word();
    return text == null ? whenMissing : text;
  }

  /** Text that must be given and not blank; empty with an error. */
  String neededWord(String key) {
    YamlValue value = needed(key);
    String text = value == null ? null : value.word();
    return text == null ? "" : text;
  }

  boolean flag(String key, boolean whenMissing) {
    return oneOf(key, whenMissing, Words.FLAGS);
  }

  <T> T oneOf(String key, T whenMissing, Words<T> words) {
    YamlValue value = get(key);
    T choice = value == null ? null : words.read(value);
    return choice == null ? whenMissing : choice;
  }

  int integer(String key, int whenMissing, int least, int most) {
    YamlValue value = get(key);
    String text = value == null ? null : value.text();
    if (value == null || text == null) {
      return whenMissing;
    }
    if (text.matches("-?[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return (int) number;
      }
    }
    String rule = "must be a whole number from " + least + " to " + most;
    value.error(rule + ", got '" + value.written() + "'");
    return whenMissing;
  }

  /** Bytes, at least one. */
  long size(String key, long whenMissing, long most) {
    YamlValue value = get(key);
    String text = value == null ? null : value.text();
    if (value == null || text == null) {
      return whenMissing;
    }
    Long bytes = Quantities.size(text);
    if (bytes == null) {
      value.error("must be a size such as 512KiB, 64MiB or 1GiB, got '" + value.written() + "'");
    } else if (bytes < 1) {
      value.error("must be positive, got " + value.written());
    } else if (bytes > most) {
      value.error("must be at most " + (most >> 20) + "MiB, got " + value.written());
    } else {
      return bytes;
    }
    return whenMissing;
  }

  /** A time that is longer than nothing. */
  Duration positive(String key, Duration whenMissing) {
    return duration(key, whenMissing, Duration.ofMillis(1), "must be positive", LONGEST);
  }

  /** A time that may be nothing. */
  Duration notNegative(String key, Duration whenMissing) {
    return duration(key, whenMissing, Duration.ZERO, "must not be negative", LONGEST);
  }

  /** A time between two others. */
  Duration time(String key, Duration whenMissing, Duration least, Duration most) {
    return duration(key, whenMissing, least, "must be at least " + Quantities.text(least), most);
  }

  /** A positive time that is not shorter than another of the same map. */
  Duration notBelow(String key, Duration whenMissing, String other, Duration least) {
    Duration usual = whenMissing.compareTo(least) < 0 ? least : whenMissing;
    Duration time = positive(key, usual);
    YamlValue given = get(key);
    if (given != null && time.compareTo(least) < 0) {
      given.error(
          "must not be shorter than "
              + other
              + ", which is "
              + Quantities.text(least)
              + ", got "
              + Quantities.text(time));
    }
    return time;
  }

  /** A number from 1 to 100 by which a pause grows. */
  double factor(String key, double whenMissing) {
    YamlValue value = get(key);
    String text = value == null ? null : value.text();
    if (value == null || text == null) {
      return whenMissing;
    }
    double factor = text.matches("[0-9]{1,3}([.][0-9]{1,6})?") ? Double.parseDouble(text) : 0;
    if (factor < 1 || factor > 100) {
      value.error("must be a number from 1 to 100, got '" + value.written() + "'");
      return whenMissing;
    }
    return factor;
  }

  private Duration duration(
      String key, Duration whenMissing, Duration least, String rule, Duration most) {
    YamlValue value = get(key);
    String text = value == null ? null : value.text();
    if (value == null || text == null) {
      return whenMissing;
    }
    Duration duration = Quantities.duration(text);
    if (duration == null) {
      value.error("must be a time such as 250ms, 5s, 10m or 1h, got '" + value.written() + "'");
    } else if (duration.compareTo(least) < 0) {
      value.error(rule + ", got " + value.written());
    } else if (duration.compareTo(most) > 0) {
      value.error("must be at most " + Quantities.text(most) + ", got " + value.written());
    } else {
      return duration;
    }
    return whenMissing;
  }
}
