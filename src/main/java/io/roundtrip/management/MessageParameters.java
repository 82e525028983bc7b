package io.roundtrip.management;

import io.roundtrip.model.MessageIds;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.store.JournalFilter;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the query of {@code GET /api/messages}. Stateless. What it does not know it refuses: a filter must not be ignored. */
final class MessageParameters {
  private static final List<String> KNOWN =
      List.of("route", "key", "outcome", "since", "until", "q", "limit", "cursor");
  private static final int LONGEST = 1_000;

  private MessageParameters() {}

  /** A parameter that cannot be used. Immutable. */
  static final class Wrong extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String parameter;

    Wrong(String parameter, String rule) {
      super(parameter + " " + rule, null, false, false);
      this.parameter = parameter;
    }

    String parameter() {
      return parameter;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  static JournalFilter read(MultiMap query) {
    check(query, KNOWN);
    return new JournalFilter(
        text(query, "route"),
        text(query, "key"),
        outcome(text(query, "outcome")),
        time(query, "since"),
        time(query, "until"),
        text(query, "q"),
        limit(text(query, "limit")),
        cursor(text(query, "cursor")));
  }

  static void check(MultiMap query, List<String> known) {
    for (String name : query.names()) {
      if (!known.contains(name)) {
        throw new Wrong(name, "is not known; known are " + String.join(", ", known));
      }
      if (query.getAll(name).size() > 1) {
        throw new Wrong(name, "must be given once");
      }
      if (text(query, name) == null) {
        throw new Wrong(name, "must not be empty");
      }
    }
  }

  static @Nullable String text(MultiMap query, String name) {
    String value = query.get(name);
    if (value != null && value.length() > LONGEST) {
      throw new Wrong(name, "must not be longer than " + LONGEST + " characters");
    }
    return value == null || value.isEmpty() ? null : value;
  }

  static @Nullable OutcomeKind outcome(@Nullable String word) {
    if (word == null) {
      return null;
    }
    for (OutcomeKind kind : OutcomeKind.values()) {
      if (kind.text().equals(word)) {
        return kind;
      }
    }
    throw new Wrong(
        "outcome",
        "must be one of "
            + Arrays.stream(OutcomeKind.values())
                .map(OutcomeKind::text)
                .collect(Collectors.joining(", ")));
  }

  static @Nullable Instant time(MultiMap query, String name) {
    String value = text(query, name);
    if (value == null) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(value);
      if (time.getYear() < 1970 || time.getYear() > 9999) {
        throw new Wrong(name, "must be from the year 1970 to 9999");
      }
      return time.toInstant();
    } catch (DateTimeException notOne) {
      throw new Wrong(name, "must be a time as 2026-01-31T08:00:00Z");
    }
  }

  static int limit(@Nullable String value) {
    if (value == null) {
      return JournalFilter.USUAL;
    }
    try {
      int limit = Integer.parseInt(value);
      if (limit >= 1 && limit <= JournalFilter.MOST) {
        return limit;
      }
    } catch (NumberFormatException notOne) {
      // told below
    }
    throw new Wrong("limit", "must be a number from 1 to " + JournalFilter.MOST);
  }

  private static @Nullable String cursor(@Nullable String value) {
    if (value != null && MessageIds.epochMillisOf(value) < 0) {
      throw new Wrong("cursor", "must be the next of an answer before");
    }
    return value;
  }
}
