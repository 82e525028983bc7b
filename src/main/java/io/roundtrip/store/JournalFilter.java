package io.roundtrip.store;

import io.roundtrip.model.MessageIds;
import io.roundtrip.model.OutcomeKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of the journal are wanted; what is null does not matter. Immutable.
 *
 * @param since received then or later
 * @param until received before
 * @param q in the id (from its beginning), in the key or in the detail, in any case
 * @param limit the most rows of a page
 * @param cursor the last row of the page before: rows older than it
 */
public record JournalFilter(
    @Nullable String route,
    @Nullable String key,
    @Nullable OutcomeKind outcome,
    @Nullable Instant since,
    @Nullable Instant until,
    @Nullable String q,
    int limit,
    @Nullable String cursor) {
  /** The most rows of a page. */
  public static final int MOST = 500;

  /** How many rows a page has if nothing is said. */
  public static final int USUAL = 50;

  /** Checks the ranges. */
  public JournalFilter {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit must be from 1 to " + MOST + ", got " + limit);
    }
    // The rows are ordered by the time in their ids, and by their ids: the id of a row is its
    // place.
    if (cursor != null && MessageIds.epochMillisOf(cursor) < 0) {
      throw new IllegalArgumentException("cursor must be the one of an answer before");
    }
  }

  /** The newest rows of all. */
  public static JournalFilter newest(int limit) {
    return new JournalFilter(null, null, null, null, null, null, limit, null);
  }

  /** The same, after that row. */
  public JournalFilter after(@Nullable String row) {
    return new JournalFilter(route, key, outcome, since, until, q, limit, row);
  }
}
