package io.roundtrip.store;

import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.pg.PgSession;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.BitSet;
import java.util.List;
import java.util.UUID;

/**
 * Marks idempotency keys with a destination that has their messages, in the transaction that brings them there. Stateless.
 *
 * <p>Keys are locked in one order by everybody, and only those that are still held for their message count: who takes a key
 * over changes its {@code message_id} first.
 */
final class KeyConfirmation {
  private static final String CONFIRM =
      "WITH held AS (SELECT c.n, i.route, i.hash, $4 = ANY (i.confirmed) AS there"
          + " FROM UNNEST($1::text[], $2::bytea[], $3::uuid[]) WITH ORDINALITY"
          + " AS c(route, hash, message_id, n) JOIN idempotency i ON i.route = c.route"
          + " AND i.hash = c.hash AND i.message_id = c.message_id"
          + " ORDER BY i.route, i.hash FOR UPDATE OF i),"
          + " marked AS (UPDATE idempotency i SET confirmed = array_append(i.confirmed, $4)"
          + " FROM held h WHERE i.route = h.route AND i.hash = h.hash AND NOT h.there)"
          + " SELECT n, there FROM held";

  private KeyConfirmation() {}

  /**
   * Marks all or, with a {@link PgKind#DATA}, none: one is no longer held for its message.
   *
   * @return which of them were marked before: their messages are there
   */
  static Future<BitSet> confirm(PgSession transaction, List<KeyClaim> claims, String destination) {
    String[] routes = new String[claims.size()];
    Buffer[] hashes = new Buffer[claims.size()];
    UUID[] messages = new UUID[claims.size()];
    for (int i = 0; i < routes.length; i++) {
      routes[i] = claims.get(i).route();
      hashes[i] = claims.get(i).hash();
      messages[i] = UUID.fromString(claims.get(i).messageId());
    }
    Tuple args = Tuple.tuple();
    args.addValue(routes).addValue(hashes).addValue(messages).addValue(destination);
    return transaction
        .execPrepared(CONFIRM, args)
        .compose(
            held ->
                held.rows().size() == claims.size()
                    ? Future.succeededFuture(there(held.rows()))
                    : Future.failedFuture(
                        new PgFailure(
                            PgKind.DATA,
                            "the idempotency key is no longer held for the message",
                            null)));
  }

  private static BitSet there(List<Row> held) {
    BitSet there = new BitSet();
    for (Row row : held) {
      if (row.getBoolean("there")) {
        there.set(row.getLong("n").intValue() - 1);
      }
    }
    return there;
  }
}
