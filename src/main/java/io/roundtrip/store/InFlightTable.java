package io.roundtrip.store;

import io.roundtrip.pg.OnConflict;
import io.roundtrip.pg.PgResult;
import io.roundtrip.pg.PgSession;
import io.roundtrip.pg.SqlType;
import io.roundtrip.pg.UnnestInsert;
import io.roundtrip.pg.UnnestInsert.Column;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;

/** The table {@code in_flight}: messages that are about to be sent. Stateless. */
public final class InFlightTable {
  private static final UnnestInsert INSERT =
      new UnnestInsert(
          "in_flight",
          MessageColumns.with(new Column("engine", SqlType.BIGINT)),
          new OnConflict.Fail());

  private static final String INSERT_MISSING =
      INSERT.sql() + new OnConflict.Ignore(List.of()).clause();

  /** Of what is too old for the journal nothing is said any more. */
  private static final String RECOVER =
      """
      WITH gone AS (
        DELETE FROM in_flight f
        WHERE f.engine <> $1
          AND ($2 OR NOT EXISTS (
            SELECT 1 FROM engines e WHERE e.id = f.engine AND e.lease_until >= now()))
        RETURNING f.*)
      INSERT INTO journal (%1$s, settled_at, outcome, detail, destinations)
      SELECT %1$s, now(), 'unknown', $4, '[]'::jsonb
      FROM gone
      WHERE received_at > now() - make_interval(days => $3)
      ON CONFLICT (received_at, message_id) DO NOTHING\
      """
          .formatted(MessageColumns.NAMES);

  private static final String DETAIL =
      "the engine ended while the message was under way: whether it was sent is not known";

  private InFlightTable() {}

  /** Inserts all or none, as held by the engine, in no transaction of the session's. A repeat of rows that are there does nothing. */
  public static Future<PgResult> insert(PgSession session, long engine, List<InFlight> messages) {
    return RareConflict.insert(
        session,
        INSERT.sql(),
        INSERT_MISSING,
        () ->
            INSERT.args(
                messages,
                (message, column) ->
                    column == MessageColumns.COUNT
                        ? engine
                        : MessageColumns.value(message.message(), column)));
  }

  /**
   * Journals as unknown what dead engines left in flight; the future has how many that were.
   *
   * @param engine who asks, and is alive
   * @param alone whether every other engine is dead
   * @param retain how far back the journal has days
   */
  public static Future<Integer> recover(
      PgSession session, long engine, boolean alone, Duration retain) {
    return session
        .execPrepared(RECOVER, Tuple.of(engine, alone, (int) retain.toDays(), DETAIL))
        .map(PgResult::affected);
  }
}
