package io.roundtrip.store;

import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.pg.PgResult;
import io.roundtrip.pg.PgSession;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code idempotency}. Stateless.
 *
 * <p>Rows of several keys are inserted in the order of the keys, and none that is there is locked, so that the claims of two
 * engines cannot wait for each other in a circle.
 */
public final class IdempotencyTable {
  private static final int DETAIL_LENGTH = 2_000;

  /** Bytes of the answers that one {@link #claim} brings, but for its last. */
  static final long MOST_ANSWERED = 8 << 20;

  // What is there is read as it was when the statement began: a row that another engine committed
  // since makes the insert do nothing, and is not found either. Laterally, by the primary key for
  // each, whatever the statistics say of a table that was empty a minute ago. Of the answers come
  // so
  // many bytes; whose was cut off has to ask again.
  private static final String CLAIM =
      "WITH given AS (SELECT * FROM UNNEST($1::text[], $2::bytea[], $3::bytea[], $4::uuid[],"
          + " $5::text[], $6::int8[]) AS g(route, hash, body_hash, message_id, downstream_key,"
          + " keep_millis)), mine AS (INSERT INTO idempotency (route, hash, body_hash, message_id,"
          + " engine, downstream_key, expires_at) SELECT route, hash, body_hash, message_id,"
          + " $7::int8, downstream_key, now() + keep_millis * interval '1 millisecond' FROM given"
          + " ORDER BY route COLLATE \"C\", hash ON CONFLICT (route, hash) DO NOTHING RETURNING"
          + " message_id) SELECT asked, claimed, body_hash, message_id, engine, alive, expired,"
          + " downstream_key, outcome, detail, destinations, answer_status, answer_type, confirmed,"
          + " CASE WHEN before < $9::int8 THEN answer_body END AS answer_body, coalesce(before >="
          + " $9::int8, false) AS cut FROM (SELECT g.message_id AS asked, m.message_id IS NOT NULL"
          + " AS claimed, i.*, sum(octet_length(i.answer_body)) OVER (ROWS UNBOUNDED PRECEDING) -"
          + " octet_length(i.answer_body) AS before FROM given g LEFT JOIN mine m ON m.message_id ="
          + " g.message_id LEFT JOIN LATERAL (SELECT body_hash, r.message_id, engine,"
          + " coalesce(engine = $7::int8 OR (NOT $8::bool AND lease_until > now()), false) AS"
          + " alive, expires_at <= now() AS expired, downstream_key, outcome, detail, "
          + DestinationColumn.flat("destinations")
          + " AS destinations, answer_status, answer_type, answer_body, confirmed"
          + " FROM idempotency r LEFT JOIN engines e ON e.id = r.engine"
          + " WHERE r.route = g.route AND r.hash = g.hash LIMIT 1) i ON true) whole";

  // The row must be as it was found: its message has the key, and no destination has confirmed
  // since.
  private static final String AS_FOUND =
      " WHERE route = $1 AND hash = $2 AND message_id = $6 AND engine IS NOT DISTINCT FROM $7"
          + " AND cardinality(confirmed) = $8";

  private static final String RESUME =
      "UPDATE idempotency SET message_id = $3, engine = $4, outcome = NULL, claimed_at = now(),"
          + " expires_at = now() + $5::int8 * interval '1 millisecond'"
          + AS_FOUND;

  private static final String REPLACE =
      "UPDATE idempotency SET message_id = $3, engine = $4, outcome = NULL, claimed_at = now(),"
          + " expires_at = now() + $5::int8 * interval '1 millisecond', body_hash = $9,"
          + " downstream_key = $10, detail = '', destinations = '[]', answer_status = NULL,"
          + " answer_type = NULL, answer_body = NULL, confirmed = '{}'"
          + AS_FOUND
          + " AND expires_at <= now()";

  private static final String END =
      "WITH given AS (SELECT * FROM UNNEST($1::text[], $2::bytea[], $3::uuid[], $4::text[],"
          + " $5::text[], $6::text[], $7::int4[], $8::text[], $9::bytea[], $10::int8[])"
          + " AS g(route, hash, message_id, outcome, detail, destinations, answer_status,"
          + " answer_type, answer_body, retain_millis)),"
          + " freed AS (DELETE FROM idempotency i USING given g WHERE g.outcome IS NULL"
          + " AND i.route = g.route AND i.hash = g.hash AND i.message_id = g.message_id)"
          + " UPDATE idempotency i SET engine = NULL, outcome = g.outcome, detail = g.detail,"
          + " destinations = g.destinations::jsonb, answer_status = g.answer_status,"
          + " answer_type = g.answer_type, answer_body = g.answer_body,"
          + " expires_at = now() + g.retain_millis * interval '1 millisecond'"
          + " FROM given g WHERE g.outcome IS NOT NULL"
          + " AND i.route = g.route AND i.hash = g.hash AND i.message_id = g.message_id";

  private static final String EXPIRE =
      "DELETE FROM idempotency WHERE expires_at <= now() AND (route, hash) IN ("
          + "SELECT route, hash FROM idempotency WHERE expires_at <= now()"
          + " ORDER BY expires_at LIMIT $1 FOR UPDATE SKIP LOCKED)";

  private IdempotencyTable() {}

  /**
   * Claims keys for an engine, each for one message; none twice in one call. Each attempt is told what came of it. A repeat does
   * no harm.
   *
   * @param engine who asks
   * @param alone whether no other engine can be alive
   */
  public static Future<?> claim(
      PgSession session, List<KeyAttempt> attempts, long engine, boolean alone) {
    int count = attempts.size();
    String[] routes = new String[count];
    Buffer[] hashes = new Buffer[count];
    Buffer[] bodies = new Buffer[count];
    UUID[] messages = new UUID[count];
    String[] downstream = new String[count];
    Long[] keep = new Long[count];
    Map<UUID, KeyAttempt> byMessage = HashMap.newHashMap(count);
    for (int i = 0; i < count; i++) {
      KeyAttempt attempt = attempts.get(i);
      routes[i] = attempt.claim.route();
      hashes[i] = attempt.claim.hash();
      bodies[i] = attempt.bodyHash;
      messages[i] = UUID.fromString(attempt.messageId());
      downstream[i] = attempt.downstreamKey;
      keep[i] = attempt.keepMillis;
      byMessage.put(messages[i], attempt);
    }
    Tuple args = Tuple.tuple();
    args.addValue(routes).addValue(hashes).addValue(bodies).addValue(messages);
    args.addValue(downstream).addValue(keep).addValue(engine).addValue(alone);
    args.addValue(MOST_ANSWERED);
    return session.query(CLAIM, args, row -> tell(byMessage, row));
  }

  private static boolean tell(Map<UUID, KeyAttempt> byMessage, Row row) {
    KeyAttempt attempt = byMessage.get(row.getUUID("asked"));
    if (attempt == null) {
      throw new IllegalStateException("a message that did not ask has a row");
    }
    if (row.getBoolean("claimed")) {
      attempt.onClaimed();
    } else if (row.getBoolean("cut")) {
      attempt.onCut();
    } else {
      attempt.onFound(row.getBuffer("body_hash") == null ? null : record(row));
    }
    return true;
  }

  private static KeyRecord record(Row row) {
    String outcome = row.getString("outcome");
    Integer status = row.getInteger("answer_status");
    Buffer body = row.getBuffer("answer_body");
    return new KeyRecord(
        row.getBuffer("body_hash"),
        row.getUUID("message_id").toString(),
        row.getLong("engine"),
        row.getBoolean("alive"),
        row.getBoolean("expired"),
        row.getString("downstream_key"),
        outcome == null ? null : kind(outcome),
        row.getString("detail"),
        DestinationColumn.read(row.getArrayOfStrings("destinations")),
        status == null || body == null
            ? null
            : new DestinationAnswer(status, row.getString("answer_type"), body.getBytes()),
        List.of(row.getArrayOfStrings("confirmed")));
  }

  private static OutcomeKind kind(String text) {
    for (OutcomeKind kind : OutcomeKind.values()) {
      if (kind.text().equals(text)) {
        return kind;
      }
    }
    throw new IllegalStateException("no outcome is called " + text);
  }

  /** Takes a key over for another message with the same body; false if it is no longer as it was found. */
  public static Future<Boolean> resume(
      PgSession session, KeyAttempt attempt, KeyRecord found, long engine) {
    return session
        .execPrepared(RESUME, takeOver(attempt, found, engine))
        .map(result -> result.affected() == 1);
  }

  /** Takes over a key that has expired; false if it is no longer as it was found. */
  public static Future<Boolean> replace(
      PgSession session, KeyAttempt attempt, KeyRecord found, long engine) {
    Tuple args = takeOver(attempt, found, engine);
    args.addValue(attempt.bodyHash).addValue(attempt.downstreamKey);
    return session.execPrepared(REPLACE, args).map(result -> result.affected() == 1);
  }

  private static Tuple takeOver(KeyAttempt attempt, KeyRecord found, long engine) {
    Tuple args = Tuple.tuple();
    args.addValue(attempt.claim.route()).addValue(attempt.claim.hash());
    args.addValue(UUID.fromString(attempt.messageId())).addValue(engine);
    args.addValue(attempt.keepMillis).addValue(UUID.fromString(found.messageId()));
    return args.addValue(found.engine()).addValue(found.confirmed().size());
  }

  /** Says what became of messages, or lets go of their keys, where they still have them. A repeat does no harm. */
  public static Future<PgResult> end(PgSession session, List<KeyEnd> ends) {
    int count = ends.size();
    String[] routes = new String[count];
    Buffer[] hashes = new Buffer[count];
    UUID[] messages = new UUID[count];
    @Nullable String[] outcomes = new @Nullable String[count];
    String[] details = new String[count];
    String[] destinations = new String[count];
    @Nullable Integer[] statuses = new @Nullable Integer[count];
    @Nullable String[] types = new @Nullable String[count];
    @Nullable Buffer[] bodies = new @Nullable Buffer[count];
    Long[] retain = new Long[count];
    for (int i = 0; i < count; i++) {
      KeyEnd end = ends.get(i);
      routes[i] = end.claim().route();
      hashes[i] = end.claim().hash();
      messages[i] = UUID.fromString(end.claim().messageId());
      retain[i] = end.retainMillis();
      Outcome outcome = end.outcome();
      details[i] = outcome == null ? "" : detail(outcome);
      destinations[i] =
          DestinationColumn.write(outcome == null ? List.of() : outcome.destinations());
      if (outcome != null) {
        outcomes[i] = outcome.kind().text();
        DestinationAnswer answer = outcome.answer();
        // That of a no is for its own sender: the key is free again.
        if (answer != null && outcome.kind() == OutcomeKind.DELIVERED) {
          statuses[i] = answer.status();
          types[i] = answer.contentType();
          bodies[i] = Buffer.buffer(answer.body());
        }
      }
    }
    Tuple args = Tuple.tuple();
    args.addValue(routes).addValue(hashes).addValue(messages).addValue(outcomes);
    args.addValue(details).addValue(destinations).addValue(statuses).addValue(types);
    args.addValue(bodies).addValue(retain);
    return session.execPrepared(END, args);
  }

  private static String detail(Outcome outcome) {
    String text = JournalTable.clean(outcome.detail());
    return text.length() <= DETAIL_LENGTH ? text : text.substring(0, DETAIL_LENGTH);
  }

  /** Deletes so many keys that have expired, if there are as many, and says how many it were. */
  public static Future<Integer> expire(PgSession session, int most) {
    return session.execPrepared(EXPIRE, Tuple.of(most)).map(PgResult::affected);
  }
}
