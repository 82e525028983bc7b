package io.roundtrip.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two engines with one route with state on one database. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedStateIT {
  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final Vertx vertx = Vertx.vertx();
  private final PgClient client = PgClient.create(vertx, postgres.options());

  SharedStateIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    TestPostgres.get(client.close());
    vertx.close().await();
    proxy.close();
    postgres.close();
    lab.close();
  }

  private TestEngine start(String name) {
    Path of = folder.resolve(name);
    assertTrue(of.toFile().mkdirs());
    return TestEngine.startWith(
        of,
        TestEngine.ENGINE_CONF.replace("store: { journal: off }", postgres.storeConf(proxy, of)),
        """
        id: orders
        from: { http: { path: /orders } }
        format: json
        state: { key: /id, update: [ { increment: messages } ] }
        to: [ { id: lab, http: { url: "%s" } } ]
        """
            .formatted(lab.url()));
  }

  private long count(String sql) {
    return TestPostgres.get(client.exec(sql)).rows().getFirst().getLong(0);
  }

  private static int messages(TestEngine engine) {
    assertEquals(200, engine.post("/orders", "{\"id\":\"a\"}").statusCode());
    return TestEngine.json(engine.manage("/api/state/orders/a"))
        .getJsonObject("data")
        .getInteger("messages");
  }

  @Test
  void theSecondWaitsUntilTheFirstHasStopped() throws Exception {
    CompletableFuture<TestEngine> second;
    try (TestEngine first = start("first")) {
      assertEquals(1, messages(first));
      second = CompletableFuture.supplyAsync(() -> start("second"));
      Await.until(
          "it is there",
          () -> count("SELECT count(*) FROM engines WHERE lease_until > now()"),
          engines -> engines == 2);
      assertEquals(2, messages(first));
      assertFalse(second.isDone());
      assertEquals(1, count("SELECT engine FROM state_owners"));
    }
    try (TestEngine alone = second.get(20, TimeUnit.SECONDS)) {
      assertEquals(3, messages(alone), "it knows what the first did");
      assertEquals(2, count("SELECT engine FROM state_owners"));
    }
  }

  @Test
  void anEngineThatDiedDoesNotHoldItsRouteForLongerThanItsLease() {
    start("first").close();
    // As it would be if it had died eight seconds ago.
    TestPostgres.get(client.exec("UPDATE engines SET lease_until = now() + interval '2 seconds'"));
    long begun = System.nanoTime();
    try (TestEngine again = start("again")) {
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertTrue(took.compareTo(Duration.ofSeconds(1)) > 0, () -> "it waited only " + took);
      assertEquals(1, messages(again));
      assertEquals(2, count("SELECT engine FROM state_owners"));
    }
  }
}
