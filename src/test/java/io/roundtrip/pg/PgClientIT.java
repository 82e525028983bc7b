package io.roundtrip.pg;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.LoopFuture;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.roundtrip.kit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.sqlclient.Tuple;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class PgClientIT {
  private static TestPostgres postgres;
  private static Loop loop;
  private static PgClient client;

  record Order(long id, String patientName, Instant arrivedAt, Stage stage) {}

  enum Stage {
    NEW_ORDER,
    DONE
  }

  @BeforeAll
  static void open() throws Exception {
    postgres = new TestPostgres();
    loop = new Loop();
    client = loop.call(() -> PgClient.create(loop.vertx(), postgres.options().withPool(3, 8, 200)));
    get(
        client.exec(
            """
            CREATE TABLE orders (
              id bigint CONSTRAINT orders_key PRIMARY KEY, patient_name text NOT NULL,
              arrived_at timestamptz NOT NULL DEFAULT now(), stage text NOT NULL DEFAULT 'new-order',
              body jsonb);
            CREATE TABLE results (id int CHECK (id > 0), order_id bigint REFERENCES orders DEFERRABLE)
            """));
  }

  @AfterAll
  static void close() {
    if (client != null) {
      get(client.close());
    }
    if (loop != null) {
      loop.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  @BeforeEach
  void empty() {
    get(client.exec("TRUNCATE orders, results"));
  }

  private static PgFailure failure(Future<?> future) {
    return assertThrows(PgFailure.class, () -> get(future));
  }

  private static Future<PgResult> insert(PgSession session, long id) {
    return session.execPrepared(
        "INSERT INTO orders (id, patient_name) VALUES ($1, $2)", Tuple.of(id, "Ada " + id));
  }

  private static long orders() {
    return get(client.exec("SELECT count(*) FROM orders")).rows().getFirst().getLong(0);
  }

  @Test
  void rowsBecomeRecords() {
    assertEquals(1, get(insert(client, 7)).affected());
    List<Order> orders =
        get(
            client.query(
                "SELECT * FROM orders WHERE id = $1",
                Tuple.of(7L),
                RecordMapper.of(MethodHandles.lookup(), Order.class)));
    Order order = orders.getFirst();
    assertEquals(7, order.id());
    assertEquals("Ada 7", order.patientName());
    assertEquals(Stage.NEW_ORDER, order.stage());
    assertTrue(Duration.between(order.arrivedAt(), Instant.now()).abs().toMinutes() < 60);
  }

  @Test
  void aFailureHasItsKindAndTheServersFields() {
    get(insert(client, 1));
    PgFailure twice = failure(insert(client, 1));
    assertEquals(PgKind.CONSTRAINT, twice.kind());
    assertEquals("23505", twice.sqlState());
    assertEquals("orders_key", twice.constraint());
    assertEquals("orders", twice.table());
    assertEquals("Key (id)=(1) already exists.", twice.detail());
    PgFailure missing = failure(client.exec("INSERT INTO orders (id) VALUES (2)"));
    assertEquals(PgKind.CONSTRAINT, missing.kind());
    assertEquals("patient_name", missing.column());
    assertEquals(PgKind.BUG, failure(client.exec("SELECT * FROM nowhere")).kind());
    assertEquals(PgKind.BUG, failure(client.exec("SELEKT")).kind());
    PgFailure value = failure(client.execPrepared("SELECT $1::text::int", Tuple.of("secret")));
    assertEquals(PgKind.DATA, value.kind());
    assertTrue(!value.toString().contains("secret"), value::toString);
    assertEquals(
        PgKind.BUG, failure(client.execPrepared("SELECT $1::int", Tuple.of("text"))).kind());
    assertEquals(1, orders());
  }

  @Test
  void copyIsRefusedAndTheConnectionGoesOn() {
    PgFailure refused = failure(client.exec("select 1; /* x */ copy orders from stdin"));
    assertEquals(PgKind.BUG, refused.kind());
    assertTrue(refused.toString().contains("COPY is not supported"));
    assertEquals(PgKind.BUG, failure(client.exec("BEGIN")).kind());
    assertEquals(0, orders());
  }

  @Test
  void statementsOfManyCallersArePipelinedOnFewConnections() {
    List<Future<?>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(insert(client, i));
    }
    get(Future.all(all));
    assertEquals(200, orders());
    PgFigures figures = get(client.figures());
    assertTrue(figures.open() <= 3, figures::toString);
    assertEquals(0, figures.inFlight() + figures.waiting());
  }

  @Test
  void aFullWaitQueueIsAnAnswerAtOnce() throws Exception {
    PgClient small =
        loop.call(() -> PgClient.create(loop.vertx(), postgres.options().withPool(1, 1, 2)));
    get(small.exec("SELECT 1"));
    List<Future<PgResult>> slow = new ArrayList<>();
    loop.run(
        () -> {
          for (int i = 0; i < 4; i++) {
            slow.add(small.exec("SELECT pg_sleep(0.05)"));
          }
        });
    PgFailure full = failure(slow.get(3));
    assertEquals(PgKind.UNAVAILABLE, full.kind());
    assertEquals("the wait queue is full: 2 wait for a connection", full.getMessage());
    get(Future.all(slow.subList(0, 3)));
    get(small.close());
  }

  @Test
  void aTransactionIsCommittedIfItsWorkSucceeds() {
    assertEquals(
        "done",
        get(client.inTransaction(tx -> insert(tx, 1).compose(x -> insert(tx, 2)).map("done"))));
    assertEquals(2, orders());
  }

  @Test
  void aTransactionIsRolledBackIfItsWorkFailsOrThrows() {
    IllegalStateException ours = new IllegalStateException("no");
    assertSame(
        ours,
        assertThrows(
            IllegalStateException.class,
            () ->
                get(
                    client.inTransaction(
                        tx -> insert(tx, 1).compose(x -> Future.failedFuture(ours))))));
    assertSame(
        ours,
        assertThrows(
            IllegalStateException.class,
            () ->
                get(
                    client.inTransaction(
                        tx -> {
                          var unused = insert(tx, 2);
                          throw ours;
                        }))));
    assertEquals(0, orders());
    idle();
  }

  private static void idle() {
    Await.until(
        "every connection is given back",
        () -> get(client.figures()),
        f -> f.transactions() == 0 && f.inFlight() == 0 && f.waiting() == 0);
  }

  @Test
  void aFailureThatWasSwallowedIsNotCommitted() {
    PgFailure told =
        failure(
            client.inTransaction(tx -> insert(tx, 1).compose(x -> insert(tx, 1)).otherwiseEmpty()));
    assertEquals(PgKind.CONSTRAINT, told.kind());
    assertEquals(0, orders());
    idle();
  }

  @Test
  void whatWasNotAwaitedIsPartOfTheTransaction() {
    PgFailure told =
        failure(
            client.inTransaction(
                tx -> {
                  var unused = insert(tx, 1);
                  var unused2 = insert(tx, 1);
                  return Future.succeededFuture();
                }));
    assertEquals("orders_key", told.constraint());
    assertEquals(0, orders());
  }

  @Test
  void aSavepointBringsATransactionBack() {
    get(
        client.inTransaction(
            tx ->
                insert(tx, 1)
                    .compose(x -> tx.exec("SAVEPOINT a"))
                    .compose(x -> insert(tx, 1).otherwiseEmpty())
                    .compose(x -> tx.exec("ROLLBACK TO a"))
                    .compose(x -> insert(tx, 2))));
    assertEquals(2, orders());
  }

  @Test
  void aConstraintThatIsCheckedByTheCommitIsTheCommitsFailure() {
    PgFailure told =
        failure(
            client.inTransaction(
                tx ->
                    tx.exec("SET CONSTRAINTS ALL DEFERRED")
                        .compose(x -> tx.exec("INSERT INTO results VALUES (1, 404)"))));
    assertEquals(PgKind.CONSTRAINT, told.kind());
    idle();
  }

  @Test
  void beginCommitAndRollbackByHand() {
    PgTransaction kept = get(client.begin());
    get(insert(kept, 1));
    get(kept.commit());
    PgTransaction dropped = get(client.begin());
    get(insert(dropped, 2));
    get(dropped.rollback());
    get(dropped.rollback());
    assertEquals(PgKind.BUG, failure(insert(dropped, 3)).kind());
    assertEquals(PgKind.BUG, failure(dropped.commit()).kind());
    assertEquals(1, orders());
  }

  @Test
  void aTransactionThatIsForgottenEndsAtItsDeadline() {
    PgClient hasty = client.within(Duration.ofMillis(300));
    PgFailure told =
        failure(hasty.inTransaction(tx -> insert(tx, 1).compose(x -> Promise.promise().future())));
    assertEquals(PgKind.UNAVAILABLE, told.kind());
    idle();
    assertEquals(0, orders());
  }

  @Test
  void aSerializationFailureIsRetryable() {
    get(insert(client, 1));
    String serializable = "SET TRANSACTION ISOLATION LEVEL SERIALIZABLE";
    PgTransaction one = get(client.begin());
    PgTransaction two = get(client.begin());
    get(one.exec(serializable));
    get(two.exec(serializable));
    get(one.exec("SELECT count(*) FROM orders"));
    get(two.exec("SELECT count(*) FROM orders"));
    get(insert(one, 2));
    get(insert(two, 3));
    get(one.commit());
    assertEquals(PgKind.RETRYABLE, failure(two.commit()).kind());
    idle();
  }

  @Test
  void transactionsLeaveOneConnectionToTheOthers() {
    List<PgTransaction> two = List.of(get(client.begin()), get(client.begin()));
    assertEquals(PgKind.UNAVAILABLE, failure(client.within(Duration.ofMillis(50)).begin()).kind());
    assertEquals(0, orders());
    two.forEach(tx -> get(tx.rollback()));
  }

  @Test
  void aStreamReadsNoFurtherThanItsStepAllows() {
    get(
        client.exec(
            "INSERT INTO orders (id, patient_name) SELECT g, 'x' FROM generate_series(1,95) g"));
    List<Integer> sizes = new ArrayList<>();
    List<Long> ids = new ArrayList<>();
    int[] running = {0};
    long rows =
        get(
            client.stream(
                "SELECT id FROM orders WHERE id > $1 ORDER BY id",
                Tuple.of(5L),
                40,
                row -> row.getLong(0),
                chunk -> {
                  assertEquals(1, ++running[0]);
                  sizes.add(chunk.size());
                  ids.addAll(chunk);
                  return loop.vertx().timer(5, TimeUnit.MILLISECONDS).onComplete(t -> running[0]--);
                }));
    assertEquals(90, rows);
    assertEquals(List.of(40, 40, 10), sizes);
    assertEquals(6L, ids.getFirst());
    assertEquals(95L, ids.getLast());
    idle();
  }

  @Test
  void aStreamThatIsBrokenOffGivesItsConnectionBack() {
    IllegalStateException enough = new IllegalStateException("enough");
    assertThrows(
        IllegalStateException.class,
        () ->
            get(
                client.stream(
                    "SELECT g FROM generate_series(1, 100000) g",
                    Tuple.tuple(),
                    100,
                    row -> row.getInteger(0),
                    chunk -> Future.failedFuture(enough))));
    idle();
  }

  @Test
  void loopFuturesBringTheSame() throws Exception {
    CompletableFuture<Object> done = new CompletableFuture<>();
    loop.run(
        () -> {
          LoopFuture<Integer> both =
              client
                  .onLoop()
                  .inTransaction(
                      tx ->
                          LoopFuture.of(insert(tx, 1))
                              .thenCompose(x -> LoopFuture.of(insert(tx, 2)))
                              .then(PgResult::affected));
          both.onComplete((value, error) -> done.complete(error == null ? value : error));
        });
    assertEquals(1, done.get(20, TimeUnit.SECONDS));
    assertEquals(2, orders());
  }

  @Test
  void anArgumentMayBeNull() {
    assertNull(
        get(client.execPrepared("SELECT $1::text", Tuple.of(null))).rows().getFirst().getString(0));
  }
}
