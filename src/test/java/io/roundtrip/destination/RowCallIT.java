package io.roundtrip.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.roundtrip.bus.Bus;
import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.model.Headers;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import io.roundtrip.outcome.AttemptResult;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgTransaction;
import io.roundtrip.queue.Credits;
import io.roundtrip.route.Route;
import io.roundtrip.route.Routes;
import io.roundtrip.store.KeyClaim;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Attempts at a real table, made as the core makes them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RowCallIT {
  private final TestPostgres postgres = new TestPostgres();
  private final Loop loop = new Loop();
  private final PgClient client;
  private final Destination destination;

  RowCallIT(@TempDir Path folder) throws Exception {
    client = loop.call(() -> PgClient.create(loop.vertx(), postgres.options()));
    Route route = route(folder);
    destination =
        loop.call(
            () ->
                new Destinations(loop.vertx(), Bus.of(loop.vertx()), client, 1)
                    .open(route, route.conf().to().getFirst()));
  }

  private static Route route(Path folder) {
    Path file =
        TestEngine.write(
            folder,
            TestEngine.ENGINE_CONF.replace("journal: off", "url: 'postgresql://u@localhost/none'"),
            """
            id: orders
            format: text
            to:
              - id: wh
                timeout: 20s
                postgres:
                  table: notes
                  columns: { n: '*', site: 'header:X-Site' }
                  batch: { count: 5, age: 10s, when-idle: wait }
            """);
    EngineConf conf = ConfLoader.load(file).conf();
    if (conf == null) {
      throw new AssertionError(ConfLoader.load(file).errors());
    }
    return Routes.compile(conf, new Credits(1, 1, null), new ArrayList<>()).getFirst();
  }

  @BeforeEach
  void makeTables() {
    run("CREATE TABLE notes (n int UNIQUE, site text)");
    run(
        "CREATE TABLE IF NOT EXISTS idempotency (route text, hash bytea, message_id uuid,"
            + " confirmed text[] NOT NULL DEFAULT '{}', PRIMARY KEY (route, hash))");
  }

  @AfterEach
  void close() throws Exception {
    TestPostgres.get(loop.call(destination::close));
    loop.close();
    postgres.close();
  }

  private void run(String sql) {
    TestPostgres.get(client.exec(sql));
  }

  private List<String> texts(String sql) {
    return TestPostgres.get(client.exec(sql)).map(row -> row.getString(0));
  }

  private static Buffer hash(int n) {
    return Buffer.buffer(new byte[31]).appendByte((byte) n);
  }

  private static KeyClaim claim(int n) {
    return new KeyClaim("orders", hash(n), new UUID(7, n).toString());
  }

  private void hold(int n) {
    TestPostgres.get(
        client.execPrepared(
            "INSERT INTO idempotency (route, hash, message_id) VALUES ('orders', $1, $2)",
            Tuple.of(hash(n), new UUID(7, n))));
  }

  /** An attempt that is connected, and sent at once. */
  private final class Attempt implements Destination.Listener {
    private final Promise<AttemptResult> result = Promise.promise();
    private final Promise<Void> sent = Promise.promise();
    private final Outgoing message;
    private final Destination.Call call;

    Attempt(String body, @Nullable KeyClaim claim) throws Exception {
      message =
          new Outgoing(
              Buffer.buffer(body.getBytes(UTF_8)), "", Headers.NONE, "key", null, 1_000, claim);
      call = loop.call(() -> destination.call(this));
      loop.run(call::connect);
      TestPostgres.get(sent.future());
    }

    @Override
    public void onConnected() {
      call.send(message);
      sent.complete();
    }

    @Override
    public void onEnded(AttemptResult ended) {
      result.complete(ended);
    }

    Verdict verdict() {
      return TestPostgres.get(result.future()).verdict();
    }
  }

  @Test
  void rowsAndTheMarksOfTheirKeysAreOneTransactionAndALostKeyFailsItsRowAlone() throws Exception {
    hold(1);
    hold(2);
    hold(3);
    run(
        "UPDATE idempotency SET message_id = gen_random_uuid() WHERE hash = '\\x"
            + "00".repeat(31)
            + "02'");
    List<Attempt> attempts = new ArrayList<>();
    attempts.add(new Attempt("1", claim(1)));
    attempts.add(new Attempt("2", claim(2)));
    attempts.add(new Attempt("not a number", claim(3)));
    attempts.add(new Attempt("4", null));
    attempts.add(new Attempt("5", claim(5)));
    assertEquals(
        List.of(
            Verdict.DELIVERED,
            Verdict.REJECTED,
            Verdict.REJECTED,
            Verdict.DELIVERED,
            Verdict.REJECTED),
        attempts.stream().map(Attempt::verdict).toList());
    assertEquals(List.of("1", "4"), texts("SELECT n::text FROM notes ORDER BY n"));
    assertEquals(
        List.of("{wh}", "{}", "{}"),
        texts("SELECT confirmed::text FROM idempotency ORDER BY hash"));
  }

  @Test
  void aRowThatIsGivenUpBeforeItsBatchIsUnderWayIsNeverWritten() throws Exception {
    Attempt given = new Attempt("1", null);
    assertEquals(1, loop.call(destination::figures).waiting());
    loop.run(given.call::abandon);
    List<Attempt> others = new ArrayList<>();
    for (int n = 2; n <= 6; n++) {
      others.add(new Attempt(Integer.toString(n), null));
    }
    for (Attempt other : others) {
      assertEquals(Verdict.DELIVERED, other.verdict());
    }
    assertFalse(given.result.future().isComplete());
    assertEquals(List.of("2"), texts("SELECT min(n)::text FROM notes"));
  }

  @Test
  void nothingIsLetInWhileTooMuchWaits() throws Exception {
    // A batch that is under way and goes no further.
    PgTransaction locking = TestPostgres.get(client.begin());
    TestPostgres.get(locking.exec("LOCK TABLE notes"));
    List<Attempt> under = new ArrayList<>();
    for (int n = 1; n <= 5; n++) {
      under.add(new Attempt(Integer.toString(n), null));
    }
    String half = "1".repeat(33 << 20);
    Attempt first = new Attempt(half, null);
    Attempt second = new Attempt(half, null);
    Promise<AttemptResult> refused = Promise.promise();
    loop.run(
        () ->
            destination
                .call(
                    new Destination.Listener() {
                      @Override
                      public void onConnected() {
                        refused.fail("connected");
                      }

                      @Override
                      public void onEnded(AttemptResult result) {
                        refused.complete(result);
                      }
                    })
                .connect());
    AttemptResult result = TestPostgres.get(refused.future());
    assertEquals(Verdict.NOT_ATTEMPTED, result.verdict());
    assertEquals(Reason.QUEUE_FULL, result.reason());
    loop.run(first.call::abandon);
    loop.run(second.call::abandon);
    new Attempt("6", null);
    TestPostgres.get(locking.rollback());
    for (Attempt one : under) {
      assertEquals(Verdict.DELIVERED, one.verdict());
    }
  }

  @Test
  void anAttemptThatIsGivenUpWhileTheTableIsLookedUpIsNotTold() throws Exception {
    Promise<Void> told = Promise.promise();
    loop.run(
        () -> {
          Destination.Call call =
              destination.call(
                  new Destination.Listener() {
                    @Override
                    public void onConnected() {
                      told.complete();
                    }

                    @Override
                    public void onEnded(AttemptResult result) {
                      told.complete();
                    }
                  });
          call.connect();
          call.abandon();
        });
    new Attempt("1", null);
    assertFalse(told.future().isComplete());
    Await.until("a row waits", () -> loop.call(destination::figures).waiting(), n -> n == 1);
  }
}
