package io.roundtrip.store;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.roundtrip.state.Entity;
import io.roundtrip.store.StateHistory.Position;
import io.roundtrip.store.StateHistory.Pruned;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is deleted of the history of states, in a real database. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StateHistoryIT {
  private static final long BEGIN = 1_700_000_000_000L;
  private static final int KEYS = 4;
  private static final int TIMES = 10;

  private final Vertx vertx = Vertx.vertx();
  private final TestPostgres postgres = new TestPostgres();
  private final PgClient client = PgClient.create(vertx, postgres.options());

  @BeforeEach
  void schema() {
    get(new Migrations(Scripts.ofTheEngine()).apply(client));
  }

  @AfterEach
  void close() {
    get(client.close());
    postgres.close();
    vertx.close().await();
  }

  private void insert(String route, int key, long millis, long version) {
    get(
        client.execPrepared(
            "INSERT INTO state_history (route, key, updated_at, version, in_doubt, data)"
                + " VALUES ($1, $2, $3, $4, false, '{}')",
            Tuple.of(
                route, "k" + key, Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC), version)));
  }

  /** What every key of the route was at each moment from then on. */
  private List<Long> versions(String route, int from) {
    List<Long> all = new ArrayList<>();
    for (int key = 0; key < KEYS; key++) {
      for (int time = from; time <= TIMES; time++) {
        Entity then = get(StateTable.readAt(client, route, "k" + key, BEGIN + time));
        all.add(then.version());
      }
    }
    return all;
  }

  private long count(String sql) {
    return get(client.exec(sql)).rows().getFirst().getLong(0);
  }

  private long prune(int from, int most) {
    Instant keepFrom = Instant.ofEpochMilli(BEGIN + from);
    long deleted = 0;
    Position at = Position.START;
    for (int parts = 0; at != null; parts++) {
      assertTrue(parts < 200, "it comes to an end");
      Pruned part = get(StateHistory.prune(client, "orders", keepFrom, at, most));
      deleted += part.deleted();
      at = part.next();
    }
    return deleted;
  }

  @Test
  void everyMomentThatIsKeptHasTheAnswerThatItHadInPartsOfAnySize() {
    for (long seed = 1; seed <= 6; seed++) {
      Random random = new Random(seed);
      get(client.exec("TRUNCATE state_history"));
      for (int key = 0; key < KEYS; key++) {
        long version = 1;
        // Clocks go back now and then, so that a time may come twice or too early.
        for (int n = random.nextInt(8); n > 0; n--) {
          insert("orders", key, BEGIN + random.nextInt(TIMES), version++);
        }
        insert("others", key, BEGIN, 1);
        insert("others", key, BEGIN + 1, 2);
      }
      int from = random.nextInt(TIMES + 2);
      List<Long> before = versions("orders", from);
      long rows = count("SELECT count(*) FROM state_history WHERE route = 'orders'");
      String superfluous =
          "SELECT count(*) FROM state_history o WHERE route = 'orders' AND EXISTS (SELECT FROM"
              + " state_history n WHERE n.route = o.route AND n.key = o.key AND n.updated_at <="
              + " to_timestamp("
              + (BEGIN + from)
              + " / 1000.0) AND (n.updated_at, n.version) > (o.updated_at, o.version))";
      long old = count(superfluous);
      assertEquals(old, prune(from, 2 + random.nextInt(8)), "seed " + seed);
      assertEquals(rows - old, count("SELECT count(*) FROM state_history WHERE route = 'orders'"));
      assertEquals(before, versions("orders", from), "seed " + seed);
      assertEquals(0, prune(from, 1_000), "nothing is left to delete");
    }
    assertEquals(
        2 * KEYS, count("SELECT count(*) FROM state_history WHERE route = 'others'"), "of others");
  }
}
