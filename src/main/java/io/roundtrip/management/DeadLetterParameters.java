package io.roundtrip.management;

import static io.roundtrip.management.MessageParameters.text;

import io.roundtrip.management.MessageParameters.Wrong;
import io.roundtrip.store.DeadLetterFilter;
import io.vertx.core.MultiMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the query of {@code /api/dead-letters}. Stateless. What it does not know it refuses: a filter must not be ignored. */
final class DeadLetterParameters {
  private static final List<String> KNOWN =
      List.of("route", "key", "outcome", "since", "until", "replayed", "limit", "cursor");

  private DeadLetterParameters() {}

  static DeadLetterFilter read(MultiMap query) {
    MessageParameters.check(query, KNOWN);
    String cursor = text(query, "cursor");
    DeadLetterFilter filter =
        new DeadLetterFilter(
            text(query, "route"),
            text(query, "key"),
            MessageParameters.outcome(text(query, "outcome")),
            MessageParameters.time(query, "since"),
            MessageParameters.time(query, "until"),
            flag(query, "replayed"),
            MessageParameters.limit(text(query, "limit")),
            null);
    try {
      return filter.after(cursor);
    } catch (IllegalArgumentException notOurs) {
      throw new Wrong("cursor", "must be the next of an answer before");
    }
  }

  private static @Nullable Boolean flag(MultiMap query, String name) {
    String word = text(query, name);
    if (word == null) {
      return null;
    }
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new Wrong(name, "must be true or false");
    };
  }
}
