package io.roundtrip.store;

import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Reason;
import io.roundtrip.pg.OnConflict;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgResult;
import io.roundtrip.pg.PgSession;
import io.roundtrip.pg.SqlType;
import io.roundtrip.pg.UnnestInsert;
import io.roundtrip.pg.UnnestInsert.Column;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code journal}. Stateless. */
public final class JournalTable {
  /** Characters of a key that are kept, and compared: an entry of an index may not be longer than 2.7 KB. */
  static final int KEY_LENGTH = 512;

  private static final int DETAIL_LENGTH = 2_000;

  /** SQLSTATE of a row that is there already. */
  private static final String UNIQUE_VIOLATION = "23505";

  static final String SELECT =
      "SELECT 'settled' AS state, message_id, received_at, settled_at, route, key, outcome, reason,"
          + " detail, destinations::text AS destinations, size, sha256, content_type, replay_of,"
          + " body IS NOT NULL AS body_kept FROM journal";

  private static final String FIND =
      "SELECT 1 AS place, whole.* FROM ("
          + SELECT
          + " WHERE received_at = $1 AND message_id = $2) whole UNION ALL SELECT 2, 'settled',"
          + " message_id, received_at, died_at, route, key, outcome, reason, detail,"
          + " destinations::text, size, NULL, content_type, replay_of, true FROM dead_letters WHERE"
          + " message_id = $2 UNION ALL SELECT 3, 'queued', message_id, received_at, NULL, route,"
          + " NULLIF(lane, ''), 'pending', NULL, detail, '[]', octet_length(body), NULL,"
          + " content_type, replay_of, false FROM outbox WHERE message_id = $2"
          + " UNION ALL SELECT 4, 'delivering', message_id, received_at, NULL,"
          + " route, key, 'pending', NULL, '', '[]', size, sha256, content_type, replay_of, body IS"
          + " NOT NULL FROM in_flight WHERE message_id = $2 ORDER BY place LIMIT 1";

  private static final String READ =
      "SELECT route, content_type, idempotency_key, headers, body FROM journal"
          + " WHERE received_at = $1 AND message_id = $2";

  private static final List<Column> COLUMNS =
      MessageColumns.with(
          new Column("settled_at", SqlType.TIMESTAMPTZ),
          new Column("outcome", SqlType.TEXT),
          new Column("reason", SqlType.TEXT),
          new Column("detail", SqlType.TEXT),
          new Column("destinations", SqlType.JSONB));

  private static final UnnestInsert INSERT =
      new UnnestInsert("journal", COLUMNS, new OnConflict.Fail());

  // A row that is there stays: an insert whose answer was lost can be repeated.
  private static final String INSERT_MISSING =
      INSERT.sql() + new OnConflict.Ignore(List.of()).clause();

  /** For messages that were in flight: their rows there go with the same statement. */
  private static final String CLOSE =
      "WITH closed AS (DELETE FROM in_flight WHERE message_id = ANY($"
          + (1 + MessageColumns.MESSAGE_ID)
          + "::uuid[])) "
          + INSERT.sql();

  // Where a journal row is there already, the engine was taken for dead, and the row says that
  // nobody knows.
  private static final String CLOSE_UNKNOWN =
      CLOSE
          + " ON CONFLICT (received_at, message_id) DO UPDATE SET settled_at ="
          + " EXCLUDED.settled_at, outcome = EXCLUDED.outcome, reason = EXCLUDED.reason, detail ="
          + " EXCLUDED.detail, destinations = EXCLUDED.destinations WHERE journal.outcome ="
          + " 'unknown'";

  private JournalTable() {}

  /** Inserts all or none, in no transaction of the session's. A repeat of entries that are there does nothing. */
  public static Future<PgResult> insert(PgSession session, List<JournalEntry> entries) {
    return write(session, INSERT.sql(), INSERT_MISSING, entries);
  }

  /** {@link #insert} of messages that are in flight, and are no longer. */
  public static Future<PgResult> close(PgSession session, List<JournalEntry> entries) {
    return write(session, CLOSE, CLOSE_UNKNOWN, entries);
  }

  /** A conflict is so rare, and looking out for one costs so much, that the second statement is sent only after one. */
  private static Future<PgResult> write(
      PgSession session, String sql, String onConflict, List<JournalEntry> entries) {
    return session
        .execPrepared(sql, INSERT.args(entries, JournalTable::value))
        .recover(
            failure ->
                failure instanceof PgFailure typed && UNIQUE_VIOLATION.equals(typed.sqlState())
                    ? session.execPrepared(onConflict, INSERT.args(entries, JournalTable::value))
                    : Future.failedFuture(failure));
  }

  private static @Nullable Object value(JournalEntry entry, int column) {
    return switch (column - MessageColumns.COUNT) {
      case 0 -> JournalSearch.time(Instant.ofEpochMilli(entry.settledMillis()));
      case 1 -> entry.outcome().text();
      case 2 -> code(entry.reason());
      case 3 -> shortDetail(entry.detail());
      case 4 -> DestinationColumn.write(entry.destinations());
      default -> MessageColumns.value(entry.message(), column);
    };
  }

  static @Nullable String code(@Nullable Reason reason) {
    return reason == null ? null : reason.code();
  }

  /**
   * What a replay needs of the message of that id: one, or none if the journal has it not. A body that was not kept is null
   * there.
   */
  public static Future<List<JournaledMessage>> read(PgSession session, String messageId) {
    if (MessageIds.epochMillisOf(messageId) < 0) {
      return Future.succeededFuture(List.of());
    }
    Tuple args = Tuple.of(JournalSearch.timeOf(messageId), UUID.fromString(messageId));
    return session.query(READ, args, row -> whole(messageId, row));
  }

  private static JournaledMessage whole(String messageId, Row row) {
    Buffer body = row.getBuffer("body");
    String headers = row.getString("headers");
    String key = row.getString("idempotency_key");
    return new JournaledMessage(
        messageId,
        row.getString("route"),
        null,
        body == null ? 0 : body.length(),
        null,
        row.getString("content_type"),
        key == null ? messageId : key,
        null,
        body == null ? null : new JournaledMessage.Kept(body, headers == null ? "" : headers));
  }

  /** The message of that id, wherever the store has it: a page of one or none. */
  public static Future<JournalPage> find(PgSession session, String messageId) {
    if (MessageIds.epochMillisOf(messageId) < 0) {
      return Future.succeededFuture(new JournalPage(List.of(), null));
    }
    Tuple args = Tuple.of(JournalSearch.timeOf(messageId), UUID.fromString(messageId));
    return session.query(FIND, args, JournalTable::view).map(rows -> new JournalPage(rows, null));
  }

  /** A page of the messages that the filter wants, the newest first. */
  public static Future<JournalPage> search(PgSession session, JournalFilter filter) {
    JournalSearch search = new JournalSearch(filter);
    return session
        .query(search.sql(), search.args(), JournalTable::view)
        .map(
            rows -> {
              if (rows.size() <= filter.limit()) {
                return new JournalPage(rows, null);
              }
              List<JournalView> page = rows.subList(0, filter.limit());
              return new JournalPage(page, page.getLast().messageId());
            });
  }

  private static JournalView view(Row row) {
    Buffer hash = row.getBuffer("sha256");
    OffsetDateTime settled = row.getOffsetDateTime("settled_at");
    UUID replayOf = row.getUUID("replay_of");
    return new JournalView(
        row.getString("state"),
        row.getUUID("message_id").toString(),
        row.getString("route"),
        row.getString("key"),
        row.getOffsetDateTime("received_at").toInstant().toEpochMilli(),
        settled == null ? 0 : settled.toInstant().toEpochMilli(),
        row.getString("outcome"),
        row.getString("reason"),
        row.getString("detail"),
        row.getString("destinations"),
        row.getLong("size"),
        hash == null ? null : HexFormat.of().formatHex(hash.getBytes()),
        row.getString("content_type"),
        replayOf == null ? null : replayOf.toString(),
        row.getBoolean("body_kept"));
  }

  static @Nullable String shortKey(@Nullable String key) {
    return key == null ? null : shortened(clean(key), KEY_LENGTH);
  }

  static String shortDetail(String detail) {
    return shortened(clean(detail), DETAIL_LENGTH);
  }

  /** PostgreSQL's text takes every character but one. */
  static String clean(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
