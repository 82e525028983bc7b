package io.roundtrip.store;

import io.roundtrip.pg.PgSession;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what is old of the table {@code state_history}, a part of it at a time, in the order of its keys. Stateless.
 *
 * <p>A row is old once the one that followed it is: until then it says what the key was at the beginning of the time that is
 * kept. So the last row of each key stays.
 */
public final class StateHistory {
  // A part begins with the last row of the one before, whose follower is seen here.
  private static final String PRUNE =
      "WITH part AS (SELECT key, updated_at, version, lead(updated_at) OVER (PARTITION BY key"
          + " ORDER BY updated_at, version) AS until FROM (SELECT key, updated_at, version FROM"
          + " state_history WHERE route = $1 AND (key, updated_at, version) >="
          + " ($2::text, $3::timestamptz, $4::int8) ORDER BY key, updated_at, version LIMIT $5)"
          + " AS first), gone AS (DELETE FROM state_history h USING part p WHERE h.route = $1"
          + " AND h.key = p.key AND h.updated_at = p.updated_at AND h.version = p.version"
          + " AND p.until <= $6 RETURNING 1)"
          + " SELECT key, updated_at, version, (SELECT count(*) FROM gone) AS deleted,"
          + " (SELECT count(*) FROM part) AS seen FROM part"
          + " ORDER BY key DESC, updated_at DESC, version DESC LIMIT 1";

  /** Where a part begins. */
  public record Position(String key, OffsetDateTime updatedAt, long version) {
    /** Before every row. */
    public static final Position START =
        new Position("", Instant.EPOCH.atOffset(ZoneOffset.UTC), 0);
  }

  /**
   * What came of a part.
   *
   * @param deleted rows that were old
   * @param next where the next one begins; null if this was the last
   */
  public record Pruned(long deleted, @Nullable Position next) {}

  private StateHistory() {}

  /**
   * Deletes what is old of the rows from there on.
   *
   * @param keepFrom the beginning of the time that is kept
   * @param most how many rows are looked at, 2 or more
   */
  public static Future<Pruned> prune(
      PgSession session, String route, Instant keepFrom, Position from, int most) {
    Tuple args = Tuple.of(route, from.key, from.updatedAt, from.version, (long) most);
    return session
        .query(PRUNE, args.addValue(keepFrom.atOffset(ZoneOffset.UTC)), row -> pruned(row, most))
        .map(parts -> parts.isEmpty() ? new Pruned(0, null) : parts.getFirst());
  }

  private static Pruned pruned(Row row, int most) {
    Position last =
        new Position(
            row.getString("key"), row.getOffsetDateTime("updated_at"), row.getLong("version"));
    return new Pruned(row.getLong("deleted"), row.getLong("seen") < most ? null : last);
  }
}
