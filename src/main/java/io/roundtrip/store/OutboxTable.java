package io.roundtrip.store;

import io.roundtrip.model.MessageIds;
import io.roundtrip.pg.PgSession;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code outbox}: rows in, claimed, given back, found. {@link OutboxEnds} takes them out. Stateless.
 *
 * <p>A claim is the mark of one relay of one engine ({@link #relay}) on a row that nothing else in its lane is before. Only
 * who made it takes it away, unless the engine's lease has ended ({@link #recover}).
 */
public final class OutboxTable {
  private static final long SHARDS = 1_024;

  static final String WHOLE =
      "o.message_id, o.route, o.lane, o.received_at, o.content_type, o.headers, o.idempotency_key,"
          + " o.traceparent, o.replay_of, o.body, o.attempts, o.suspect, o.detail, o.claimed_by,"
          + " o.claims, "
          + DestinationColumn.flatText("o.destinations")
          + " AS destinations";

  private static final String COLUMNS =
      "INSERT INTO outbox (message_id, route, lane, head, claimed_by, claims, received_at,"
          + " content_type, headers, idempotency_key, traceparent, replay_of, body) SELECT"
          + " i.message_id, i.route, i.lane, ";

  private static final String REST =
      " i.received_at, i.content_type, i.headers, i.idempotency_key, i.traceparent, i.replay_of,"
          + " i.body FROM ";

  private static final String INPUT =
      "UNNEST($2::uuid[], $3::text[], $4::text[], $5::boolean[], $6::timestamptz[], $7::text[],"
          + " $8::text[], $9::text[], $10::text[], $11::uuid[], $12::bytea[], $13::boolean[])"
          + " WITH ORDINALITY AS i(message_id, route, lane, wanted, received_at, content_type,"
          + " headers, idempotency_key, traceparent, replay_of, body, first, place)";

  // Without lanes: every row is the head of none.
  private static final String INSERT =
      COLUMNS
          + "i.first OR true, CASE WHEN i.wanted THEN $1::bigint END, i.wanted::int,"
          + REST
          + INPUT;

  // The lanes are locked in one order for all, and before any row gets its number: who comes second
  // to a lane waits for the first one's commit. xmax is 0 for a lane that was not there.
  private static final String INSERT_IN_LANES =
      "WITH i AS MATERIALIZED (SELECT * FROM "
          + INPUT
          + "), taken AS (INSERT INTO lanes AS l (route, lane)"
          + " SELECT DISTINCT i.route COLLATE \"C\", i.lane COLLATE \"C\" FROM i"
          + " WHERE i.lane IS NOT NULL ORDER BY 1, 2"
          + " ON CONFLICT (route, lane) DO UPDATE SET lane = EXCLUDED.lane"
          + " RETURNING l.route, l.lane, l.xmax = 0 AS fresh) "
          + COLUMNS
          + "i.head, CASE WHEN i.wanted AND i.head THEN $1::bigint END, (i.wanted AND i.head)::int,"
          + REST
          + "(SELECT i.*, i.lane IS NULL OR (i.first AND t.fresh) AS head"
          + " FROM i LEFT JOIN taken t ON t.route = i.route AND t.lane = i.lane"
          + " ORDER BY i.place) AS i RETURNING message_id, head";

  // The sum bounds the bytes: a row that would be too many stays unclaimed, unless it is the first.
  private static final String CLAIM =
      "WITH due AS MATERIALIZED (SELECT d.* FROM UNNEST($2::text[], $3::int[]) AS w(route, room)"
          + " CROSS JOIN LATERAL (SELECT c.message_id, octet_length(c.body) AS size, c.next_at"
          + " FROM outbox c WHERE c.route = w.route AND c.head AND c.claimed_by IS NULL"
          + " AND c.next_at <= now() ORDER BY c.next_at LIMIT w.room FOR UPDATE SKIP LOCKED) AS d),"
          + " fitting AS (SELECT message_id, sum(size) OVER before - size AS before FROM due"
          + " WINDOW before AS (ORDER BY next_at, message_id))"
          + " UPDATE outbox o SET claimed_by = $1, claims = o.claims + 1 FROM fitting f"
          + " WHERE o.message_id = f.message_id AND f.before < $4 RETURNING "
          + WHOLE;

  private static final String RELEASE =
      "UPDATE outbox o SET claimed_by = NULL, next_at = now() FROM "
          + OutboxArguments.CLAIMS
          + " AS c(message_id, relay, number) WHERE o.message_id = c.message_id"
          + " AND o.claimed_by = c.relay AND o.claims = c.number";

  private static final String CLAIMED =
      "SELECT message_id, claims FROM outbox WHERE claimed_by = $1 LIMIT 10000";

  // A row that an engine has locked and not let go is passed over, and holds up no other.
  private static final String RECOVER =
      "WITH dead AS MATERIALIZED (SELECT o.message_id FROM outbox o WHERE o.claimed_by IS NOT NULL"
          + " AND o.claimed_by / 1024 <> $1 AND ($2 OR NOT EXISTS (SELECT FROM engines e"
          + " WHERE e.id = o.claimed_by / 1024 AND e.lease_until >= now()))"
          + " LIMIT 10000 FOR UPDATE OF o SKIP LOCKED)"
          + " UPDATE outbox o SET claimed_by = NULL, suspect = true, next_at = now()"
          + " WHERE o.message_id IN (SELECT message_id FROM dead)";

  // A route is one step in an index, however many of its rows wait; so is a relay that has claims,
  // which are not many.
  static final String ROUTES =
      "WITH RECURSIVE due(route) AS ((SELECT o.route FROM outbox o WHERE o.head"
          + " AND o.claimed_by IS NULL ORDER BY o.route LIMIT 1) UNION ALL SELECT (SELECT o.route"
          + " FROM outbox o WHERE o.head AND o.claimed_by IS NULL AND o.route > d.route"
          + " ORDER BY o.route LIMIT 1) FROM due d WHERE d.route IS NOT NULL),"
          + " relays(id) AS ((SELECT o.claimed_by FROM outbox o WHERE o.claimed_by IS NOT NULL"
          + " ORDER BY o.claimed_by LIMIT 1) UNION ALL SELECT (SELECT o.claimed_by FROM outbox o"
          + " WHERE o.claimed_by > r.id ORDER BY o.claimed_by LIMIT 1) FROM relays r"
          + " WHERE r.id IS NOT NULL) SELECT route FROM due WHERE route IS NOT NULL UNION"
          + " SELECT c.route FROM relays r CROSS JOIN LATERAL (SELECT o.route FROM outbox o"
          + " WHERE o.claimed_by = r.id LIMIT 10000) c ORDER BY 1";

  private static final String FIND = "SELECT " + WHOLE + " FROM outbox o WHERE o.message_id = $1";

  private OutboxTable() {}

  /** The mark of an engine's relay on a shard. */
  public static long relay(long engine, int shard) {
    return engine * SHARDS + shard;
  }

  /**
   * Inserts all or none. May be repeated only where it is known that nothing was done: another engine may have delivered a
   * row meanwhile, and the repeat would bring it back.
   *
   * @param wanted which of them the relay claims at once, if nothing is before them
   * @return the ids of those that nothing is before
   */
  public static Future<Set<String>> insert(
      PgSession session, long relay, List<OutboxMessage> messages, boolean[] wanted) {
    boolean lanes = messages.stream().anyMatch(message -> message.lane() != null);
    Tuple args = OutboxArguments.of(relay, messages, wanted);
    if (!lanes) {
      return session
          .execPrepared(INSERT, args)
          .map(done -> messages.stream().map(OutboxMessage::messageId).collect(Collectors.toSet()));
    }
    return session
        .execPrepared(INSERT_IN_LANES, args)
        .map(
            done -> {
              Set<String> heads = new HashSet<>();
              for (Row row : done.rows()) {
                if (row.getBoolean("head")) {
                  heads.add(row.getUUID("message_id").toString());
                }
              }
              return heads;
            });
  }

  /**
   * Claims rows that are due, the longest due first; rows that others are claiming now are passed over.
   *
   * @param rooms for each route how many it may be at most
   * @param bytes of their bodies together, but for the first
   */
  public static Future<List<OutboxMessage>> claim(
      PgSession session, long relay, Map<String, Integer> rooms, long bytes) {
    String[] routes = rooms.keySet().toArray(new String[0]);
    Integer[] room = rooms.values().toArray(new Integer[0]);
    return session.query(CLAIM, Tuple.of(relay, routes, room, bytes), OutboxTable::message);
  }

  /** Gives claims back of which nothing was sent: whoever wants may claim them. */
  public static Future<Integer> release(PgSession session, List<Claim> claims) {
    return session.execPrepared(RELEASE, OutboxArguments.of(claims)).map(done -> done.affected());
  }

  /** The claims of the relay, as the database knows. */
  public static Future<List<Claim>> claimed(PgSession session, long relay) {
    return session.query(
        CLAIMED,
        Tuple.of(relay),
        row -> new Claim(row.getUUID(0).toString(), relay, row.getInteger(1)));
  }

  /**
   * Takes the claims of dead engines away, as many as one statement should; their messages may have been sent.
   *
   * @param engine who asks: never its own
   * @param alone whether no other engine can be alive
   * @return how many there were
   */
  public static Future<Integer> recover(PgSession session, long engine, boolean alone) {
    return session.execPrepared(RECOVER, Tuple.of(engine, alone)).map(done -> done.affected());
  }

  /** The routes that have messages; of what is in a relay's hands, 10,000 messages are looked at. */
  public static Future<List<String>> routes(PgSession session) {
    return session.query(ROUTES, Tuple.tuple(), row -> row.getString(0));
  }

  /** The message of that id, if it is not delivered and not dead: one or none. */
  public static Future<List<OutboxMessage>> find(PgSession session, String messageId) {
    if (MessageIds.epochMillisOf(messageId) < 0) {
      return Future.succeededFuture(List.of());
    }
    return session.query(FIND, Tuple.of(UUID.fromString(messageId)), OutboxTable::message);
  }

  static OutboxMessage message(Row row) {
    UUID replayOf = row.getUUID("replay_of");
    Buffer body = row.getBuffer("body");
    String id = row.getUUID("message_id").toString();
    Long relay = row.getLong("claimed_by");
    return new OutboxMessage(
        id,
        row.getString("route"),
        row.getString("lane"),
        row.getOffsetDateTime("received_at").toInstant().toEpochMilli(),
        row.getString("content_type"),
        row.getString("headers"),
        row.getString("idempotency_key"),
        row.getString("traceparent"),
        replayOf == null ? null : replayOf.toString(),
        body,
        row.getInteger("attempts"),
        row.getBoolean("suspect"),
        DestinationColumn.read(row.getArrayOfStrings("destinations")),
        row.getString("detail"),
        new Claim(id, relay == null ? 0 : relay, row.getInteger("claims")));
  }

  static OffsetDateTime time(long epochMillis) {
    return JournalSearch.time(Instant.ofEpochMilli(epochMillis));
  }

  static @Nullable UUID id(@Nullable String text) {
    return text == null ? null : UUID.fromString(text);
  }
}
