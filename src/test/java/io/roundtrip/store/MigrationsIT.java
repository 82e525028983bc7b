package io.roundtrip.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Against a real server, whose database is each test's own. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MigrationsIT {
  private static final Script ONE =
      new Script(1, "one", "CREATE TABLE one (n int); INSERT INTO one VALUES (1);");
  private static final Script TWO = new Script(2, "two", "ALTER TABLE one ADD COLUMN m int");
  private static final Script BROKEN =
      new Script(2, "broken", "INSERT INTO one VALUES (2); SELECT nonsense;");

  private final Vertx vertx = Vertx.vertx();
  private final TestPostgres postgres = new TestPostgres();
  private final PgClient client =
      PgClient.create(vertx, postgres.options()).within(Duration.ofSeconds(20));

  @AfterEach
  void close() {
    TestPostgres.get(client.close());
    postgres.close();
    vertx.close().await();
  }

  private Future<Integer> apply(Script... scripts) {
    return new Migrations(List.of(scripts)).apply(client);
  }

  private static String refusal(Future<?> future) {
    Throwable cause =
        TestPostgres.get(future.transform(end -> Future.succeededFuture(end.cause())));
    return String.valueOf(assertInstanceOf(StoreRefused.class, cause).getMessage());
  }

  private List<String> recorded() {
    return TestPostgres.get(
        client.query(
            "SELECT version || ' ' || name FROM roundtrip_migrations ORDER BY version",
            Tuple.tuple(),
            row -> row.getString(0)));
  }

  @Test
  void appliesWhatIsMissingAndNothingElse() {
    assertEquals(1, TestPostgres.get(apply(ONE)));
    assertEquals(1, TestPostgres.get(apply(ONE, TWO)));
    assertEquals(0, TestPostgres.get(apply(ONE, TWO)));
    assertEquals(List.of("1 one", "2 two"), recorded());
    assertEquals(1, TestPostgres.get(client.exec("SELECT n, m FROM one")).affected());
  }

  @Test
  void makesItsTableAlsoWhereThereIsNoScript() {
    assertEquals(0, TestPostgres.get(apply()));
    assertEquals(List.of(), recorded());
  }

  @Test
  void enginesThatStartAtOnceApplyEachScriptOnce() {
    List<Future<Integer>> all = new ArrayList<>();
    List<PgClient> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      PgClient engine = PgClient.create(vertx, postgres.options()).within(Duration.ofSeconds(20));
      clients.add(engine);
      all.add(new Migrations(List.of(ONE, TWO)).apply(engine));
    }
    TestPostgres.get(Future.all(all));
    assertEquals(2, all.stream().mapToInt(Future::result).sum());
    assertEquals(List.of("1 one", "2 two"), recorded());
    clients.forEach(engine -> TestPostgres.get(engine.close()));
  }

  @Test
  void aScriptThatFailsLeavesNothingOfItself() {
    Throwable cause =
        TestPostgres.get(apply(ONE, BROKEN).transform(end -> Future.succeededFuture(end.cause())));
    assertEquals(PgKind.BUG, assertInstanceOf(PgFailure.class, cause).kind());
    assertEquals(List.of("1 one"), recorded());
    assertEquals(1, TestPostgres.get(client.exec("SELECT n FROM one")).affected());
    assertEquals(1, TestPostgres.get(apply(ONE, TWO)));
  }

  @Test
  void refusesAScriptThatWasChanged() {
    TestPostgres.get(apply(ONE, TWO));
    String why = refusal(apply(new Script(1, "uno", ONE.sql() + " "), TWO));
    assertEquals(
        "store: the migration 0001-uno is not the one that this database has (there it is called"
            + " 'one'): run the release that made the schema, or use another database",
        why);
  }

  @Test
  void runsOnTheSchemaOfANewerRelease() {
    TestPostgres.get(apply(ONE, TWO));
    assertEquals(0, TestPostgres.get(apply(ONE)));
    assertEquals(List.of("1 one", "2 two"), recorded());
  }

  @Test
  void refusesADatabaseThatLacksAScriptBelowItsNewest() {
    TestPostgres.get(apply(new Script(2, "two", "SELECT 1")));
    String why = refusal(apply(ONE, new Script(2, "two", "SELECT 1")));
    assertTrue(why.contains("lacks the migration 0001-one below its newest, 2"), why);
  }

  @Test
  void saysWhatACommitMeansInTheSessionAndNotOnTheServer() {
    assertTrue(TestPostgres.get(Durability.of(client)).isKept());
    TestPostgres.get(
        client.exec(
            "ALTER DATABASE " + postgres.address().database() + " SET synchronous_commit = off"));
    PgClient later = PgClient.create(vertx, postgres.options());
    Durability off = TestPostgres.get(Durability.of(later));
    assertEquals(new Durability("on", "off"), off);
    assertEquals(false, off.isKept());
    TestPostgres.get(later.close());
  }
}
