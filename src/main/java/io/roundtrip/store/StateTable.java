package io.roundtrip.store;

import io.roundtrip.pg.PgResult;
import io.roundtrip.pg.PgSession;
import io.roundtrip.state.Dictionary;
import io.roundtrip.state.Entity;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The tables {@code state} and {@code state_history}. Stateless. */
public final class StateTable {
  // One statement, so that a state and its history are there together. Rows go in in the order of
  // their keys, so that two engines cannot wait for each other in a circle.
  private static final String WRITE =
      "WITH given AS (SELECT * FROM UNNEST($1::text[], $2::text[], $3::int8[], $4::text[],"
          + " $5::bool[], $6::text[], $7::uuid[], $8::timestamptz[], $9::bool[], $10::bool[])"
          + " AS g(route, key, version, state, in_doubt, data, last_message, updated_at, keep,"
          + " latest)), past AS (INSERT INTO state_history (route, key, updated_at, version, state,"
          + " in_doubt, data) SELECT route, key, updated_at, version, state, in_doubt, data::json"
          + " FROM given WHERE keep ON CONFLICT DO NOTHING)"
          + " INSERT INTO state AS s (route, key, version, state, in_doubt, data, last_message,"
          + " updated_at) SELECT route, key, version, state, in_doubt, data::json, last_message,"
          + " updated_at FROM given WHERE latest ORDER BY route COLLATE \"C\", key COLLATE \"C\""
          + " ON CONFLICT (route, key) DO UPDATE SET version = EXCLUDED.version,"
          + " state = EXCLUDED.state, in_doubt = EXCLUDED.in_doubt, data = EXCLUDED.data,"
          + " last_message = EXCLUDED.last_message, updated_at = EXCLUDED.updated_at"
          + " WHERE s.version < EXCLUDED.version";

  private static final String READ =
      "SELECT version, state, in_doubt, last_message, updated_at, data::text AS data"
          + " FROM state WHERE route = $1 AND key = $2";

  private static final String READ_AT =
      "SELECT version, state, in_doubt, NULL::uuid AS last_message, updated_at, data::text AS data"
          + " FROM state_history WHERE route = $1 AND key = $2 AND updated_at <= $3 ORDER BY"
          + " updated_at DESC, version DESC LIMIT 1";

  private StateTable() {}

  /** Writes all or none. Of several of a key the last is its state; a repeat, or an older one, does nothing. */
  public static Future<PgResult> write(PgSession session, List<StateSnapshot> snapshots) {
    int count = snapshots.size();
    Map<String, Map<String, Integer>> last = new HashMap<>();
    for (int i = 0; i < count; i++) {
      StateSnapshot each = snapshots.get(i);
      last.computeIfAbsent(each.route(), route -> new HashMap<>())
          .merge(each.key(), i, (a, b) -> later(snapshots, a, b));
    }
    String[] routes = new String[count];
    String[] keys = new String[count];
    Long[] versions = new Long[count];
    @Nullable String[] states = new @Nullable String[count];
    Boolean[] doubts = new Boolean[count];
    String[] data = new String[count];
    @Nullable UUID[] messages = new @Nullable UUID[count];
    OffsetDateTime[] times = new OffsetDateTime[count];
    Boolean[] keep = new Boolean[count];
    Boolean[] latest = new Boolean[count];
    for (int i = 0; i < count; i++) {
      StateSnapshot each = snapshots.get(i);
      Entity entity = each.entity();
      routes[i] = each.route();
      keys[i] = each.key();
      versions[i] = entity.version();
      states[i] = entity.state();
      doubts[i] = entity.inDoubt();
      data[i] = entity.json();
      messages[i] = entity.lastMessage();
      times[i] = time(entity.updatedMillis());
      keep[i] = each.keep();
      Integer at = last.getOrDefault(each.route(), Map.of()).get(each.key());
      latest[i] = at != null && at == i;
    }
    Tuple args = Tuple.tuple();
    args.addValue(routes).addValue(keys).addValue(versions).addValue(states).addValue(doubts);
    args.addValue(data).addValue(messages).addValue(times).addValue(keep).addValue(latest);
    return session.execPrepared(WRITE, args);
  }

  private static int later(List<StateSnapshot> snapshots, int a, int b) {
    return snapshots.get(a).entity().version() > snapshots.get(b).entity().version() ? a : b;
  }

  /** The key's entity; {@link Entity#NONE} if there is none. */
  public static Future<Entity> read(PgSession session, String route, String key) {
    return first(session.query(READ, Tuple.of(route, key), StateTable::entity));
  }

  /** The key's entity as it was then; {@link Entity#NONE} if there was none, or no history is kept. */
  public static Future<Entity> readAt(PgSession session, String route, String key, long millis) {
    return first(session.query(READ_AT, Tuple.of(route, key, time(millis)), StateTable::entity));
  }

  private static Future<Entity> first(Future<List<Entity>> rows) {
    return rows.map(found -> found.isEmpty() ? Entity.NONE : found.getFirst());
  }

  private static Entity entity(Row row) {
    return new Entity(
        row.getString("state"),
        Dictionary.read(row.getString("data")),
        row.getLong("version"),
        row.getBoolean("in_doubt"),
        row.getOffsetDateTime("updated_at").toInstant().toEpochMilli(),
        row.getUUID("last_message"));
  }

  private static OffsetDateTime time(long millis) {
    return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
  }
}
