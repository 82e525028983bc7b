package io.roundtrip.store;

import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgSession;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Takes rows out of the outbox after a round of delivery, or leaves them there for later, and lets the next of a lane be
 * first. Stateless.
 *
 * <p>Every statement wants the claim that it ends, so that a repeat does no harm, and who has lost it changes nothing.
 * The lanes are in one transaction: their rows are locked first, and only then it is read what is next, so that nobody adds
 * to a lane unseen.
 */
public final class OutboxEnds {
  private static final String DONE =
      "DELETE FROM outbox o USING "
          + OutboxArguments.CLAIMS
          + " AS d(message_id, relay, number) WHERE o.message_id = d.message_id"
          + " AND o.claimed_by = d.relay AND o.claims = d.number";

  private static final String AGAIN =
      "UPDATE outbox o SET claimed_by = NULL, suspect = false, attempts = a.attempts,"
          + " destinations = a.destinations, detail = a.detail,"
          + " next_at = now() + a.millis * interval '1 millisecond'"
          + " FROM UNNEST($1::uuid[], $2::bigint[], $3::int[], $4::int[], $5::text[], $6::text[],"
          + " $7::bigint[]) AS a(message_id, relay, number, attempts, destinations, detail, millis)"
          + " WHERE o.message_id = a.message_id AND o.claimed_by = a.relay"
          + " AND o.claims = a.number";

  private static final String DEAD =
      "WITH gone AS (DELETE FROM outbox o USING UNNEST($1::uuid[], $2::bigint[],"
          + " $3::int[], $4::text[], $5::text[], $6::text[], $7::int[], $8::text[], $9::text[])"
          + " AS d(message_id, relay, number, outcome, reason, detail, attempts, destinations, key)"
          + " WHERE o.message_id = d.message_id AND o.claimed_by = d.relay"
          + " AND o.claims = d.number RETURNING o.message_id,"
          + " o.route, d.key, o.received_at, d.outcome, d.reason, d.detail, d.attempts,"
          + " d.destinations, o.content_type, o.headers, o.idempotency_key, o.traceparent,"
          + " o.replay_of, o.body) INSERT INTO dead_letters (message_id, route, key, received_at,"
          + " outcome, reason, detail, attempts, destinations, content_type, headers,"
          + " idempotency_key, traceparent, replay_of, body, size) SELECT message_id, route, key,"
          + " received_at, outcome, reason, detail, attempts, destinations::jsonb, content_type,"
          + " headers, idempotency_key, traceparent, replay_of, body, octet_length(body) FROM gone"
          + " ON CONFLICT (message_id) DO NOTHING";

  private static final String LOCK =
      "SELECT 1 FROM lanes l JOIN UNNEST($1::text[], $2::text[]) AS u(route, lane)"
          + " ON u.route = l.route AND u.lane = l.lane ORDER BY l.route, l.lane FOR UPDATE OF l";

  // Of a repeat, what was made first the time before is told again; what others have is left alone.
  private static final String PROMOTE =
      "UPDATE outbox o SET head = true,"
          + " claimed_by = CASE WHEN o.head THEN o.claimed_by WHEN n.wanted THEN $1::bigint END,"
          + " claims = o.claims + (NOT o.head AND n.wanted)::int"
          + " FROM (SELECT f.message_id, u.wanted"
          + " FROM UNNEST($2::text[], $3::text[], $4::boolean[]) AS u(route, lane, wanted)"
          + " CROSS JOIN LATERAL (SELECT r.message_id FROM outbox r"
          + " WHERE r.route = u.route AND r.lane = u.lane ORDER BY r.seq LIMIT 1) AS f) AS n"
          + " WHERE o.message_id = n.message_id AND (NOT o.head OR o.claimed_by = $1) RETURNING "
          + OutboxTable.WHOLE;

  private static final String CLOSE =
      "DELETE FROM lanes l USING UNNEST($1::text[], $2::text[]) AS u(route, lane)"
          + " WHERE u.route = l.route AND u.lane = l.lane AND NOT EXISTS"
          + " (SELECT FROM outbox o WHERE o.route = l.route AND o.lane = l.lane)";

  private OutboxEnds() {}

  /**
   * What came next in the lanes. Immutable.
   *
   * @param claimed those that the relay has claimed with it
   * @param waiting routes of those that anybody may claim
   */
  public record Next(List<OutboxMessage> claimed, List<String> waiting) {
    /** Nothing. */
    static final Next NONE = new Next(List.of(), List.of());
  }

  /**
   * Settles all; if it fails, nothing, some or all of it: it is to be repeated.
   *
   * @param relay whose claims on what is next are
   * @param wanted whether the relay claims what is next in the message's lane
   */
  public static Future<Next> settle(
      PgClient client, long relay, List<Settlement> settlements, Predicate<OutboxMessage> wanted) {
    List<Settlement> inLanes = new ArrayList<>();
    List<Settlement> others = new ArrayList<>();
    for (Settlement settlement : settlements) {
      (settlement.freesLane() ? inLanes : others).add(settlement);
    }
    Future<?> free = others.isEmpty() ? Future.succeededFuture() : end(client, others);
    Future<Next> lanes =
        inLanes.isEmpty()
            ? Future.succeededFuture(Next.NONE)
            : client.inTransaction(tx -> endLanes(tx, relay, inLanes, wanted));
    return Future.join(free, lanes).map(both -> lanes.result());
  }

  private static Future<?> end(PgSession session, List<Settlement> settlements) {
    List<Settlement.Done> done = new ArrayList<>();
    List<Settlement.Again> again = new ArrayList<>();
    List<Settlement.Dead> dead = new ArrayList<>();
    for (Settlement settlement : settlements) {
      switch (settlement) {
        case Settlement.Done one -> done.add(one);
        case Settlement.Again one -> again.add(one);
        case Settlement.Dead one -> dead.add(one);
      }
    }
    List<Future<?>> ends = new ArrayList<>();
    if (!done.isEmpty()) {
      ends.add(session.execPrepared(DONE, claims(done)));
    }
    if (!again.isEmpty()) {
      ends.add(session.execPrepared(AGAIN, again(again)));
    }
    if (!dead.isEmpty()) {
      ends.add(session.execPrepared(DEAD, dead(dead)));
    }
    return ends.size() == 1 ? ends.getFirst() : Future.join(ends);
  }

  private record Lane(String route, String lane) {}

  private static Future<Next> endLanes(
      PgSession tx, long relay, List<Settlement> settlements, Predicate<OutboxMessage> wanted) {
    Map<Lane, Boolean> lanes = new LinkedHashMap<>();
    for (Settlement settlement : settlements) {
      OutboxMessage message = settlement.message();
      if (message.lane() != null) {
        lanes.computeIfAbsent(
            new Lane(message.route(), message.lane()), each -> wanted.test(message));
      }
    }
    String[] routes = lanes.keySet().stream().map(Lane::route).toArray(String[]::new);
    String[] names = lanes.keySet().stream().map(Lane::lane).toArray(String[]::new);
    Boolean[] claims = lanes.values().toArray(new Boolean[0]);
    return tx.execPrepared(LOCK, names(routes, names))
        .compose(locked -> end(tx, settlements))
        .compose(ended -> tx.execPrepared(PROMOTE, Tuple.of(relay, routes, names, claims)))
        .compose(
            promoted -> {
              List<OutboxMessage> claimed = new ArrayList<>();
              List<String> waiting = new ArrayList<>();
              for (var row : promoted.rows()) {
                if (row.getLong("claimed_by") == null) {
                  waiting.add(row.getString("route"));
                } else {
                  claimed.add(OutboxTable.message(row));
                }
              }
              return tx.execPrepared(CLOSE, names(routes, names))
                  .map(closed -> new Next(claimed, waiting));
            });
  }

  private static Tuple names(String[] routes, String[] lanes) {
    return Tuple.tuple().addValue(routes).addValue(lanes);
  }

  private static Tuple claims(List<? extends Settlement> settlements) {
    return OutboxArguments.of(settlements.stream().map(each -> each.message().claim()).toList());
  }

  private static Tuple again(List<Settlement.Again> again) {
    int size = again.size();
    Integer[] attempts = new Integer[size];
    String[] destinations = new String[size];
    String[] details = new String[size];
    Long[] millis = new Long[size];
    for (int i = 0; i < size; i++) {
      OutboxMessage after = again.get(i).after();
      attempts[i] = after.attempts();
      destinations[i] = DestinationColumn.write(after.destinations());
      details[i] = JournalTable.shortDetail(after.detail());
      millis[i] = again.get(i).pause().toMillis();
    }
    return claims(again)
        .addValue(attempts)
        .addValue(destinations)
        .addValue(details)
        .addValue(millis);
  }

  private static Tuple dead(List<Settlement.Dead> dead) {
    int size = dead.size();
    String[] outcomes = new String[size];
    @Nullable String[] reasons = new @Nullable String[size];
    String[] details = new String[size];
    Integer[] attempts = new Integer[size];
    String[] destinations = new String[size];
    @Nullable String[] keys = new @Nullable String[size];
    for (int i = 0; i < size; i++) {
      Settlement.Dead letter = dead.get(i);
      outcomes[i] = letter.outcome().kind().text();
      reasons[i] = JournalTable.code(letter.outcome().reason());
      details[i] = JournalTable.shortDetail(letter.outcome().detail());
      attempts[i] = letter.attempts();
      destinations[i] = DestinationColumn.write(letter.outcome().destinations());
      keys[i] = JournalTable.shortKey(letter.message().key());
    }
    return claims(dead)
        .addValue(outcomes)
        .addValue(reasons)
        .addValue(details)
        .addValue(attempts)
        .addValue(destinations)
        .addValue(keys);
  }
}
