package io.roundtrip.store;

import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Reason;
import io.roundtrip.pg.OnConflict;
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
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The table {@code journal}. Stateless. */
public final class JournalTable {
  /** Characters of a key that are kept, and compared: an entry of an index may not be longer than 2.7 KB. */
  static final int KEY_LENGTH = 512;

  private static final int DETAIL_LENGTH = 2_000;
  private static final int CONTENT_TYPE_LENGTH = 255;

  static final String SELECT =
      "SELECT message_id, received_at, settled_at, route, key, outcome, reason, detail,"
          + " destinations::text AS destinations, size, sha256, content_type FROM journal";

  private static final String FIND = SELECT + " WHERE received_at = $1 AND message_id = $2";

  // A row that is there stays: an insert whose answer was lost can be repeated.
  private static final UnnestInsert INSERT =
      new UnnestInsert(
          "journal",
          List.of(
              new Column("received_at", SqlType.TIMESTAMPTZ),
              new Column("message_id", SqlType.UUID),
              new Column("settled_at", SqlType.TIMESTAMPTZ),
              new Column("route", SqlType.TEXT),
              new Column("key", SqlType.TEXT),
              new Column("outcome", SqlType.TEXT),
              new Column("reason", SqlType.TEXT),
              new Column("detail", SqlType.TEXT),
              new Column("destinations", SqlType.JSONB),
              new Column("size", SqlType.BIGINT),
              new Column("sha256", SqlType.BYTEA),
              new Column("content_type", SqlType.TEXT)),
          new OnConflict.Ignore(List.of()));

  private JournalTable() {}

  /** Inserts all or none. A repeat of entries that are there does nothing. */
  public static Future<PgResult> insert(PgSession session, List<JournalEntry> entries) {
    return session.execPrepared(INSERT.sql(), INSERT.args(entries, JournalTable::value));
  }

  private static @Nullable Object value(JournalEntry entry, int column) {
    return switch (column) {
      case 0 -> JournalSearch.timeOf(entry.messageId());
      case 1 -> UUID.fromString(entry.messageId());
      case 2 -> JournalSearch.time(Instant.ofEpochMilli(entry.settledMillis()));
      case 3 -> entry.route();
      case 4 -> shortKey(entry.key());
      case 5 -> entry.outcome().text();
      case 6 -> code(entry.reason());
      case 7 -> shortened(clean(entry.detail()), DETAIL_LENGTH);
      case 8 -> DestinationColumn.write(entry.destinations());
      case 9 -> entry.size();
      case 10 -> entry.sha256() == null ? null : Buffer.buffer(entry.sha256());
      case 11 -> shortened(clean(entry.contentType()), CONTENT_TYPE_LENGTH);
      default -> throw new IllegalArgumentException("no column " + column);
    };
  }

  private static @Nullable String code(@Nullable Reason reason) {
    return reason == null ? null : reason.code();
  }

  /** The message of that id, if the journal has it: a page of one or none. */
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
    return new JournalView(
        row.getUUID("message_id").toString(),
        row.getString("route"),
        row.getString("key"),
        row.getOffsetDateTime("received_at").toInstant().toEpochMilli(),
        row.getOffsetDateTime("settled_at").toInstant().toEpochMilli(),
        row.getString("outcome"),
        row.getString("reason"),
        row.getString("detail"),
        row.getString("destinations"),
        row.getLong("size"),
        hash == null ? null : HexFormat.of().formatHex(hash.getBytes()),
        row.getString("content_type"));
  }

  static @Nullable String shortKey(@Nullable String key) {
    return key == null ? null : shortened(clean(key), KEY_LENGTH);
  }

  /** PostgreSQL's text takes every character but one. */
  static String clean(String text) {
    return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
  }

  private static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
