package io.roundtrip.store;

import io.roundtrip.pg.PgClient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.Collection;
import java.util.List;

/** The table {@code state_owners}: which engine runs each route with state. Stateless. */
public final class StateOwners {
  // A statement sees the engines that were there when it began. Without the lock, one that waits
  // for another engine's row here
  // would not see that engine, and take the route away from it.
  private static final String LOCK = "LOCK TABLE state_owners IN SHARE ROW EXCLUSIVE MODE";

  private static final String CLAIM =
      "INSERT INTO state_owners AS o (route, engine) SELECT r, $2 FROM UNNEST($1::text[]) AS r"
          + " ON CONFLICT (route) DO UPDATE SET engine = EXCLUDED.engine WHERE NOT EXISTS"
          + " (SELECT FROM engines e WHERE e.id = o.engine AND e.id <> $2"
          + " AND e.lease_until >= now())";

  private static final String OTHERS =
      "SELECT route, engine FROM state_owners WHERE route = ANY($1::text[]) AND engine <> $2"
          + " ORDER BY route";

  /**
   * A route that another engine runs.
   *
   * @param engine its number in the database
   */
  public record Other(String route, long engine) {}

  private StateOwners() {}

  /** Makes the routes this engine's, but for those of an engine that is taken to be alive: these it says. */
  public static Future<List<Other>> claim(PgClient client, Collection<String> routes, long engine) {
    Tuple args = Tuple.tuple().addValue(routes.toArray(String[]::new)).addValue(engine);
    return client.inTransaction(
        transaction ->
            transaction
                .exec(LOCK)
                .compose(locked -> transaction.execPrepared(CLAIM, args))
                .compose(
                    claimed ->
                        transaction.query(
                            OTHERS, args, row -> new Other(row.getString(0), row.getLong(1)))));
  }
}
