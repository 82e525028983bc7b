package io.roundtrip.conf;

import io.roundtrip.conf.DestinationConf.Batch;
import io.roundtrip.conf.DestinationConf.Conflict;
import io.roundtrip.conf.DestinationConf.Postgres;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a destination's {@code postgres}. Immutable. */
final class PostgresTargetReader {
  private static final int COUNT = 100;
  private static final long BYTES = 1 << 20;
  private static final Duration AGE = Duration.ofMillis(10);
  private static final int MOST_ROWS = 10_000;
  private static final long MOST_BYTES = 64 << 20;
  private static final int LONGEST_NAME = 63;
  private static final String UPDATE = "update:";

  /** Whether a batch closes as soon as none is under way. */
  static final Words<Boolean> WHEN_IDLE = Words.of("flush", true).or("wait", false);

  private PostgresTargetReader() {}

  /** Null with an error. */
  static @Nullable Postgres read(YamlMap map) {
    String table = table(map);
    Map<String, PathText> columns = columns(map.needed("columns"));
    Conflict conflict = conflict(map.get("on-conflict"), columns);
    Batch batch = batch(map.map("batch", Section.TO_POSTGRES_BATCH));
    return table.isEmpty() || columns.isEmpty() || conflict == null
        ? null
        : new Postgres(table, columns, conflict, batch);
  }

  private static String table(YamlMap map) {
    String table = map.neededWord("table");
    YamlValue value = map.get("table");
    if (value == null || table.isEmpty()) {
      return table;
    }
    String[] parts = table.split("\\.", -1);
    if (parts.length > 2) {
      value.error("must be a table's name, or its schema's and its own, got '" + table + "'");
    }
    for (String part : parts) {
      checkName(value, part);
    }
    return table;
  }

  private static void checkName(YamlValue value, String name) {
    if (name.isEmpty()) {
      value.error("must not have an empty name, got '" + value.written() + "'");
    } else if (name.indexOf('\0') >= 0) {
      value.error("must not hold a zero character");
    } else if (name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      // The server would cut it, and mean another table or column.
      value.error("must have names of at most " + LONGEST_NAME + " bytes, got '" + name + "'");
    }
  }

  private static Map<String, PathText> columns(@Nullable YamlValue value) {
    Map<String, PathText> columns = new LinkedHashMap<>();
    if (value == null) {
      return columns;
    }
    value
        .entries()
        .forEach(
            (name, path) -> {
              String column = name.word();
              PathText text = path.path();
              if (column != null && columns.containsKey(column)) {
                name.error("has the column '" + column + "' twice");
              } else if (column != null && text != null) {
                checkName(name, column);
                columns.put(column, text);
              }
            });
    return columns;
  }

  private static @Nullable Conflict conflict(
      @Nullable YamlValue value, Map<String, PathText> columns) {
    String text = value == null ? "reject" : value.text();
    if (value == null || text == null || text.equals("reject")) {
      return new Conflict.Reject();
    }
    if (text.equals("ignore")) {
      return new Conflict.Ignore();
    }
    if (!text.startsWith(UPDATE)) {
      value.error("must be reject, ignore or update:<key column>,…, got '" + value.written() + "'");
      return null;
    }
    List<String> key =
        Arrays.stream(text.substring(UPDATE.length()).split(",")).map(String::strip).toList();
    for (String column : key) {
      if (!columns.containsKey(column)) {
        value.error(
            "names the column '"
                + column
                + "', which is not in columns"
                + Suggestion.of(column, "", columns.keySet()));
        return null;
      }
    }
    if (new HashSet<>(key).size() < key.size()) {
      value.error("names a column twice");
      return null;
    }
    if (key.size() == columns.size()) {
      value.error("leaves no column to update: write ignore");
      return null;
    }
    return new Conflict.Update(key);
  }

  private static Batch batch(@Nullable YamlMap map) {
    if (map == null) {
      return new Batch(COUNT, BYTES, AGE, true);
    }
    Integer count = map.has("count") ? map.integer("count", COUNT, 1, MOST_ROWS) : null;
    Long bytes = map.has("bytes") ? map.size("bytes", BYTES, MOST_BYTES) : null;
    Duration age = map.has("age") ? map.positive("age", AGE) : null;
    boolean flush = map.oneOf("when-idle", true, WHEN_IDLE);
    if (!flush && age == null) {
      map.error(
          "when-idle: wait needs age, or the last rows of a quiet time would wait for the next");
    }
    return new Batch(count, bytes, age, flush);
  }
}
