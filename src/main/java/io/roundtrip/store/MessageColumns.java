package io.roundtrip.store;

import io.roundtrip.pg.SqlType;
import io.roundtrip.pg.UnnestInsert.Column;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The columns that the journal and what is in flight have in common: the message itself. Stateless. */
final class MessageColumns {
  private static final List<Column> COLUMNS =
      List.of(
          new Column("received_at", SqlType.TIMESTAMPTZ),
          new Column("message_id", SqlType.UUID),
          new Column("route", SqlType.TEXT),
          new Column("key", SqlType.TEXT),
          new Column("size", SqlType.BIGINT),
          new Column("sha256", SqlType.BYTEA),
          new Column("content_type", SqlType.TEXT),
          new Column("idempotency_key", SqlType.TEXT),
          new Column("replay_of", SqlType.UUID),
          new Column("body", SqlType.BYTEA),
          new Column("headers", SqlType.TEXT));

  static final int MESSAGE_ID = 1;
  static final int COUNT = COLUMNS.size();

  /** Their names, for a statement that copies rows. */
  static final String NAMES = String.join(", ", COLUMNS.stream().map(Column::name).toList());

  private MessageColumns() {}

  static List<Column> with(Column... more) {
    return Stream.concat(COLUMNS.stream(), Stream.of(more)).toList();
  }

  static @Nullable Object value(JournaledMessage message, int column) {
    JournaledMessage.Kept kept = message.kept();
    return switch (column) {
      case 0 -> JournalSearch.timeOf(message.messageId());
      case 1 -> UUID.fromString(message.messageId());
      case 2 -> message.route();
      case 3 -> JournalTable.shortKey(message.key());
      case 4 -> message.size();
      case 5 -> message.sha256() == null ? null : Buffer.buffer(message.sha256());
      case 6 -> JournalTable.clean(message.contentType());
      case 7 -> ownKey(message);
      case 8 -> message.replayOf() == null ? null : UUID.fromString(message.replayOf());
      case 9 -> kept == null ? null : kept.body();
      case 10 -> kept == null ? null : kept.headers();
      default -> throw new IllegalArgumentException("no column " + column);
    };
  }

  /** A message without a key of its sender's goes downstream with its id, which the row has. */
  private static @Nullable String ownKey(JournaledMessage message) {
    String key = message.idempotencyKey();
    return key.equals(message.messageId()) ? null : JournalTable.clean(key);
  }
}
