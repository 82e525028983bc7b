package io.roundtrip.conf;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The paths into a message that a route's parts have. Stateless. */
final class Paths {
  static final String HEADER = "header:";

  private Paths() {}

  static Stream<PathText> of(@Nullable MapConf map) {
    return map == null ? Stream.of() : map.rules().stream().flatMap(Paths::of);
  }

  private static Stream<PathText> of(MapItem item) {
    Stream<PathText> own =
        switch (item) {
          case MapRule rule ->
              Stream.concat(Stream.ofNullable(rule.from()), rule.concat().stream());
          case MapEach each ->
              Stream.concat(
                  Stream.of(each.each()), each.rules().stream().flatMap(rule -> of(rule)));
        };
    return Stream.concat(own, of(item.when()));
  }

  static Stream<PathText> of(@Nullable Condition condition) {
    return switch (condition) {
      case null -> Stream.of();
      case Condition.Equal it -> Stream.of(it.path());
      case Condition.In it -> Stream.of(it.path());
      case Condition.Matches it -> Stream.of(it.path());
      case Condition.Exists it -> Stream.of(it.path());
      case Condition.All it -> of(it.of());
      case Condition.AnyOf it -> of(it.of());
      case Condition.Not it -> of(it.of());
    };
  }

  static Stream<PathText> of(DestinationConf destination) {
    return destination.target() instanceof DestinationConf.Postgres table
        ? table.columns().values().stream()
        : Stream.of();
  }

  private static Stream<PathText> of(List<Condition> conditions) {
    return conditions.stream().flatMap(Paths::of);
  }

  static boolean isHeader(PathText path) {
    return path.text().startsWith(HEADER);
  }
}
