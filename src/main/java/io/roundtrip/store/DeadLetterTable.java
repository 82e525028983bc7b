package io.roundtrip.store;

import io.roundtrip.model.Headers;
import io.roundtrip.model.MessageIds;
import io.roundtrip.pg.PgSession;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code dead_letters}. Stateless.
 *
 * <p>Rows come in by {@code OutboxTable} alone, in the transaction that takes them out of the outbox. Who sends one again
 * claims it first ({@link #claimForReplay}), so that two who ask at once do not both send it, and gives it back ({@link
 * #unclaim}) if nothing became of that.
 */
public final class DeadLetterTable {
  private static final int PRUNED_AT_ONCE = 1_000;

  static final String VIEW =
      "message_id, route, key, received_at, died_at, outcome, reason, detail, attempts,"
          + " destinations::text AS destinations, size, content_type, replay_of, replayed_by,"
          + " replayed_at";

  private static final String WHOLE = VIEW + ", headers, idempotency_key, traceparent, body";

  private static final String FIND = "SELECT " + VIEW + " FROM dead_letters WHERE message_id = $1";

  private static final String READ = "SELECT " + WHOLE + " FROM dead_letters WHERE message_id = $1";

  /** One that was claimed long ago by somebody who never said what became of it is free again. */
  private static final String CLAIM =
      "UPDATE dead_letters SET replayed_by = $2, claimed_at = now()"
          + " WHERE message_id = $1 AND (replayed_by IS NULL"
          + " OR (replayed_at IS NULL AND claimed_at < now() - interval '1 hour')) RETURNING "
          + WHOLE;

  private static final String REPLAYED =
      "UPDATE dead_letters SET replayed_at = now() WHERE message_id = $1 AND replayed_by = $2";

  private static final String UNCLAIM =
      "UPDATE dead_letters SET replayed_by = NULL, claimed_at = NULL"
          + " WHERE message_id = $1 AND replayed_by = $2";

  private static final String DELETE = "DELETE FROM dead_letters WHERE message_id = $1";

  private static final String PRUNE =
      "DELETE FROM dead_letters WHERE message_id IN (SELECT message_id FROM dead_letters"
          + " WHERE replayed_at < $1 ORDER BY replayed_at LIMIT $2 FOR UPDATE SKIP LOCKED)";

  private DeadLetterTable() {}

  /** The dead letter of that id without its body: a page of one or none. */
  public static Future<DeadLetterPage> find(PgSession session, String messageId) {
    if (MessageIds.epochMillisOf(messageId) < 0) {
      return Future.succeededFuture(new DeadLetterPage(List.of(), null));
    }
    return session
        .query(FIND, Tuple.of(UUID.fromString(messageId)), DeadLetterTable::view)
        .map(rows -> new DeadLetterPage(rows, null));
  }

  /** A page of those that the filter wants, those that died last first. */
  public static Future<DeadLetterPage> search(PgSession session, DeadLetterFilter filter) {
    DeadLetterSearch search = new DeadLetterSearch(filter);
    return session
        .query(search.sql(), search.args(), DeadLetterTable::placed)
        .map(
            rows -> {
              boolean more = rows.size() > filter.limit();
              List<Placed> page = more ? rows.subList(0, filter.limit()) : rows;
              return new DeadLetterPage(
                  page.stream().map(Placed::view).toList(),
                  more ? page.getLast().cursor().toString() : null);
            });
  }

  /** The whole dead letter: one or none. */
  public static Future<List<DeadLetter>> read(PgSession session, String messageId) {
    if (MessageIds.epochMillisOf(messageId) < 0) {
      return Future.succeededFuture(List.of());
    }
    return session.query(READ, Tuple.of(UUID.fromString(messageId)), DeadLetterTable::whole);
  }

  /**
   * Takes a dead letter to send it again as another message.
   *
   * @param by the id of that message
   * @return one, or none if there is none of that id or somebody has taken it before
   */
  public static Future<List<DeadLetter>> claimForReplay(
      PgSession session, String messageId, String by) {
    if (MessageIds.epochMillisOf(messageId) < 0) {
      return Future.succeededFuture(List.of());
    }
    return session.query(
        CLAIM, Tuple.of(UUID.fromString(messageId), UUID.fromString(by)), DeadLetterTable::whole);
  }

  /** Gives back what was claimed for that message, of which nothing became; false if it was not claimed for it. */
  public static Future<Boolean> unclaim(PgSession session, String messageId, String by) {
    return session
        .execPrepared(UNCLAIM, Tuple.of(UUID.fromString(messageId), UUID.fromString(by)))
        .map(result -> result.affected() > 0);
  }

  /** Says that the message which it was claimed for has come to something: from then on it may be pruned. */
  public static Future<Boolean> replayed(PgSession session, String messageId, String by) {
    return session
        .execPrepared(REPLAYED, Tuple.of(UUID.fromString(messageId), UUID.fromString(by)))
        .map(result -> result.affected() > 0);
  }

  /** Deletes it for good; false if there is none of that id. */
  public static Future<Boolean> delete(PgSession session, String messageId) {
    if (MessageIds.epochMillisOf(messageId) < 0) {
      return Future.succeededFuture(false);
    }
    return session
        .execPrepared(DELETE, Tuple.of(UUID.fromString(messageId)))
        .map(result -> result.affected() > 0);
  }

  /** Deletes some of those that were sent again longer ago than {@code retain}; says how many. */
  public static Future<Integer> prune(PgSession session, Instant now, Duration retain) {
    return session
        .execPrepared(PRUNE, Tuple.of(JournalSearch.time(now.minus(retain)), PRUNED_AT_ONCE))
        .map(result -> result.affected());
  }

  private record Placed(DeadLetterView view, DeadLetterFilter.Cursor cursor) {}

  private static Placed placed(Row row) {
    DeadLetterView view = view(row);
    Instant died = row.getOffsetDateTime("died_at").toInstant();
    long micros = ChronoUnit.MICROS.between(Instant.EPOCH, died);
    return new Placed(view, new DeadLetterFilter.Cursor(micros, view.messageId()));
  }

  private static DeadLetter whole(Row row) {
    Buffer body = row.getBuffer("body");
    return new DeadLetter(
        view(row),
        Headers.of(HeaderLines.read(row.getString("headers"))),
        row.getString("idempotency_key"),
        row.getString("traceparent"),
        body);
  }

  private static DeadLetterView view(Row row) {
    return new DeadLetterView(
        row.getUUID("message_id").toString(),
        row.getString("route"),
        row.getString("key"),
        millis(row.getOffsetDateTime("received_at")),
        millis(row.getOffsetDateTime("died_at")),
        row.getString("outcome"),
        row.getString("reason"),
        row.getString("detail"),
        row.getInteger("attempts"),
        row.getString("destinations"),
        row.getLong("size"),
        row.getString("content_type"),
        text(row.getUUID("replay_of")),
        text(row.getUUID("replayed_by")),
        millis(row.getOffsetDateTime("replayed_at")));
  }

  private static @Nullable String text(@Nullable UUID id) {
    return id == null ? null : id.toString();
  }

  private static long millis(@Nullable OffsetDateTime time) {
    return time == null ? 0 : time.toInstant().toEpochMilli();
  }
}
