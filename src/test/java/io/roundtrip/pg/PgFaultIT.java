package io.roundtrip.pg;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told, and what is left, when the server or the way to it fails. */
final class PgFaultIT {
  private static TestPostgres postgres;
  private static Loop loop;
  private PgProxy proxy;
  private PgClient client;
  private PgClient direct;

  @BeforeAll
  static void open() {
    postgres = new TestPostgres();
    loop = new Loop();
  }

  @AfterAll
  static void close() {
    if (loop != null) {
      loop.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  @BeforeEach
  void connect() throws Exception {
    proxy = new PgProxy(postgres.address());
    client =
        loop.call(
            () ->
                PgClient.create(
                    loop.vertx(),
                    postgres
                        .options(proxy)
                        .withPool(2, 8, 100)
                        .withTimes(
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(2),
                            Duration.ofMillis(200))));
    direct = loop.call(() -> PgClient.create(loop.vertx(), postgres.options().withPool(1, 8, 10)));
    get(direct.exec("DROP TABLE IF EXISTS t; CREATE TABLE t (id int PRIMARY KEY)"));
    get(client.exec("SELECT 1"));
  }

  @AfterEach
  void disconnect() {
    proxy.thaw();
    get(client.close());
    get(direct.close());
    proxy.close();
  }

  private static PgFailure failure(Future<?> future) {
    return assertThrows(PgFailure.class, () -> get(future));
  }

  private long rows() {
    return get(direct.exec("SELECT count(*) FROM t")).rows().getFirst().getLong(0);
  }

  private static Future<PgResult> insert(PgSession session, int id) {
    return session.execPrepared("INSERT INTO t VALUES ($1)", Tuple.of(id));
  }

  @Test
  void aCommitWithoutAnAnswerIsUnknown() {
    PgTransaction tx = get(client.begin());
    get(insert(tx, 1));
    proxy.cutAfter("COMMIT");
    PgFailure told = failure(tx.commit());
    assertEquals(PgKind.UNKNOWN, told.kind());
    assertEquals(1, rows());
  }

  @Test
  void aCommitThatIsNotAnsweredInTimeIsUnknown() {
    proxy.freezeAfter("COMMIT");
    PgFailure told =
        failure(client.within(Duration.ofSeconds(2)).inTransaction(tx -> insert(tx, 1)));
    assertEquals(PgKind.UNKNOWN, told.kind());
  }

  @Test
  void aTransactionLostBeforeItsCommitIsNotCommitted() {
    PgTransaction tx = get(client.begin());
    get(insert(tx, 1));
    proxy.cut();
    PgFailure told = failure(insert(tx, 2).compose(x -> tx.commit()));
    assertEquals(PgKind.UNAVAILABLE, told.kind());
    assertEquals(0, rows());
  }

  @Test
  void aStatementThatCommitsByItselfAndIsLostIsUnknown() {
    proxy.cutAfter("INSERT");
    PgFailure told = failure(client.exec("INSERT INTO t VALUES (1)"));
    assertEquals(PgKind.UNKNOWN, told.kind());
    assertEquals(1, rows());
  }

  @Test
  void aServerThatAnswersNothingIsAnsweredForByTheDeadlineAndReplaced() {
    proxy.freeze();
    long begin = System.nanoTime();
    List<Future<PgResult>> all = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      all.add(insert(client.within(Duration.ofMillis(300)), i));
    }
    PgFailure transaction = failure(client.within(Duration.ofMillis(300)).begin());
    for (Future<PgResult> one : all) {
      PgKind kind = failure(one).kind();
      assertTrue(kind == PgKind.UNKNOWN || kind == PgKind.UNAVAILABLE, kind::name);
    }
    assertEquals(PgKind.UNAVAILABLE, transaction.kind());
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    assertTrue(
        took.toMillis() < 8_000, took::toString); // the client itself would wait for ten seconds
    Await.until(
        "the silent connections are replaced", () -> get(client.figures()), f -> f.discarded() > 0);
    proxy.thaw();
    Await.until(
        "the client works again",
        () ->
            client
                .within(Duration.ofSeconds(1))
                .exec("SELECT 1")
                .transform(Future::succeededFuture),
        one -> get(one).succeeded());
    noneLeft();
  }

  private void noneLeft() {
    Await.until(
        "nothing is under way, and nothing waits",
        () -> get(client.figures()),
        f -> f.leaving() == 0 && f.inFlight() == 0 && f.waiting() == 0 && f.transactions() == 0);
    Await.until("no connection is leaked", () -> proxy.connections(), n -> n <= 2);
  }

  @Test
  void aLateStatementIsCancelledAndItsConnectionReplaced() {
    PgFailure told = failure(client.within(Duration.ofMillis(100)).exec("SELECT pg_sleep(60)"));
    assertEquals(PgKind.UNKNOWN, told.kind());
    Await.until("the connection is replaced", () -> get(client.figures()), f -> f.discarded() == 1);
    Await.until(
        "the server has stopped the statement",
        () ->
            get(direct.exec(
                    "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%' AND"
                        + " state = 'active' AND datname = current_database()"))
                .rows()
                .getFirst()
                .getLong(0),
        n -> n == 0);
    noneLeft();
  }

  @Test
  void aConnectionThatAnswersLateButWithinTheGraceIsKept() throws Exception {
    PgClient patient =
        loop.call(
            () ->
                PgClient.create(
                    loop.vertx(),
                    postgres
                        .options(proxy)
                        .withPool(1, 8, 100)
                        .withTimes(
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(10),
                            Duration.ofSeconds(10))));
    get(patient.exec("SELECT 1"));
    PgFailure told = failure(patient.within(Duration.ofMillis(100)).exec("SELECT pg_sleep(0.3)"));
    assertEquals(PgKind.UNKNOWN, told.kind());
    Await.until("it has answered", () -> get(patient.figures()), f -> f.inFlight() == 0);
    assertEquals(0, get(patient.figures()).discarded());
    get(patient.exec("SELECT 1"));
    get(patient.close());
  }

  @Test
  void aStatementWhoseServerEndsIsUnknownAndTheClientGoesOn() {
    Future<PgResult> sleeping = client.exec("SELECT pg_sleep(30)");
    Await.until("it sleeps", () -> get(client.figures()), f -> f.inFlight() == 1);
    Await.until(
        "it was ended",
        () ->
            get(direct.exec(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE"
                        + " 'SELECT pg_sleep(30)%' AND pid <> pg_backend_pid()"))
                .rows()
                .getFirst()
                .getLong(0),
        n -> n == 1);
    assertEquals(PgKind.UNKNOWN, failure(sleeping).kind());
    get(client.exec("SELECT 1"));
  }

  @Test
  void withoutAServerEverybodyIsToldAtOnce() throws Exception {
    int port = ScriptedDestination.refusingPort();
    PgAddress nobody =
        new PgAddress("127.0.0.1", port, "none", "nobody", PgAddress.Tls.DISABLE, null);
    PgClient alone = loop.call(() -> PgClient.create(loop.vertx(), PgOptions.of(nobody)));
    long begin = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      assertEquals(PgKind.UNAVAILABLE, failure(alone.exec("SELECT 1")).kind());
    }
    assertTrue(System.nanoTime() - begin < 5_000_000_000L);
    get(alone.close());
  }

  @Test
  void aWrongPasswordIsUnavailableWithTheServersWord() throws Exception {
    PgClient stranger =
        loop.call(
            () ->
                PgClient.create(
                    loop.vertx(),
                    postgres.options().withPassword(() -> Future.succeededFuture("wrong"))));
    PgFailure told = failure(stranger.exec("SELECT 1"));
    assertEquals(PgKind.UNAVAILABLE, told.kind());
    assertEquals("28P01", told.sqlState());
    get(stranger.close());
  }

  @Test
  void aClosedClientSaysSo() {
    get(client.close());
    assertEquals("the client is closed", failure(client.exec("SELECT 1")).getMessage());
  }
}
