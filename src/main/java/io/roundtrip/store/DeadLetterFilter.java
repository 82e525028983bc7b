package io.roundtrip.store;

import io.roundtrip.model.MessageIds;
import io.roundtrip.model.OutcomeKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are wanted; what is null does not matter. Immutable.
 *
 * @param since died then or later
 * @param until died before
 * @param replayed whether a person has sent it again
 * @param limit the most rows of a page
 * @param cursor the last row of the page before: rows that died before it
 */
public record DeadLetterFilter(
    @Nullable String route,
    @Nullable String key,
    @Nullable OutcomeKind outcome,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable Boolean replayed,
    int limit,
    @Nullable String cursor) {
  /** The most rows of a page. */
  public static final int MOST = 500;

  /** How many rows a page has if nothing is said. */
  public static final int USUAL = 50;

  /** Checks the ranges. */
  public DeadLetterFilter {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit must be from 1 to " + MOST + ", got " + limit);
    }
    if (cursor != null) {
      Cursor.of(cursor);
    }
  }

  /** Those of all that died last. */
  public static DeadLetterFilter newest(int limit) {
    return new DeadLetterFilter(null, null, null, null, null, null, limit, null);
  }

  /** The same, after that row. */
  public DeadLetterFilter after(@Nullable String row) {
    return new DeadLetterFilter(route, key, outcome, since, until, replayed, limit, row);
  }

  /** Of the same, those that nobody has sent again. */
  public DeadLetterFilter notReplayed() {
    return new DeadLetterFilter(route, key, outcome, since, until, false, limit, cursor);
  }

  /** A row's place: microseconds, as the server counts, and the id, with a dot between them. Immutable. */
  record Cursor(long diedMicros, String messageId) {
    static Cursor of(String text) {
      int dot = text.indexOf('.');
      try {
        if (dot > 0 && MessageIds.epochMillisOf(text.substring(dot + 1)) >= 0) {
          return new Cursor(Long.parseLong(text, 0, dot, 10), text.substring(dot + 1));
        }
      } catch (NumberFormatException notOurs) {
        // as any other text
      }
      throw new IllegalArgumentException("cursor must be the one of an answer before");
    }

    @Override
    public String toString() {
      return diedMicros + "." + messageId;
    }
  }
}
