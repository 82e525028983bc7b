package io.roundtrip.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two engines on one database, each with a network of its own to it. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedStoreIT {
  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy one = new PgProxy(postgres.address());
  private final PgProxy other = new PgProxy(postgres.address());
  private final StoreProbe store = new StoreProbe(postgres);

  SharedStoreIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    store.close();
    one.close();
    other.close();
    postgres.close();
    lab.close();
  }

  private TestEngine start(String name, PgProxy proxy, String more) {
    Path of = folder.resolve(name);
    assertTrue(of.toFile().mkdirs());
    return TestEngine.startWith(
        of,
        TestEngine.ENGINE_CONF
            .replace("store: { journal: off }", postgres.storeConf(proxy, of))
            .replace("drain-timeout: 5s", "drain-timeout: 1s"), // of what hangs nothing comes
        """
        id: orders
        from: { http: { path: /orders } }
        reply: stored
        format: json
        key: /k
        order: per-key
        redelivery: { backoff: 20ms, max-backoff: 50ms }
        to: [ { id: lab, %s http: { url: "%s" } } ]
        """
            .formatted(more, lab.url()));
  }

  /** Of the engine that has just lost its way to the database, so that it cannot renew it. */
  private void nearlyEndTheLease() {
    store.run("UPDATE engines SET lease_until = now() + interval '2 seconds'");
  }

  private long rows() {
    return store.count("SELECT count(*) FROM outbox");
  }

  private static String body(String key, int n) {
    return "{\"k\":\"" + key + "\",\"n\":" + n + "}";
  }

  @Test
  void shareTheWorkAndKeepTheOrderOfASenderThatWaits() {
    try (TestEngine a = start("a", one, "");
        TestEngine b = start("b", other, "")) {
      List<CompletableFuture<Void>> senders = new ArrayList<>();
      for (int key = 0; key < 10; key++) {
        String name = "k" + key;
        senders.add(
            CompletableFuture.runAsync(
                () -> {
                  for (int n = 0; n < 40; n++) {
                    HttpResponse<String> answer =
                        (n % 2 == 0 ? a : b).post("/orders", body(name, n));
                    assertEquals(202, answer.statusCode(), answer::body);
                  }
                }));
      }
      senders.forEach(CompletableFuture::join);
      lab.awaitReceived(400);
      Await.until("the end of the outbox", this::rows, left -> left == 0);
    }
    assertEquals(400, lab.received().size());
    Senders.checkOrder(lab.bodies());
  }

  /** A claim whose engine is gone is taken over once its lease has ended. */
  @Test
  void whatADeadEngineHadInHandIsSentAgainOnlyWhereItMayBe() {
    lab.script(ScriptedDestination.hangs(), ScriptedDestination.answers(200));
    try (TestEngine dying = start("a", one, "timeout: 60s, idempotent: true,")) {
      assertEquals(202, dying.post("/orders", body("k", 1)).statusCode());
      assertEquals(202, dying.post("/orders", body("k", 2)).statusCode());
      lab.awaitReceived(1);
      one.goAway();
      nearlyEndTheLease();
      try (TestEngine heir = start("b", other, "idempotent: true,")) {
        assertEquals(202, heir.post("/orders", body("k", 3)).statusCode());
        lab.awaitReceived(4);
        Await.until("the end of the outbox", this::rows, left -> left == 0);
      }
      assertEquals(List.of(body("k", 1), body("k", 1), body("k", 2), body("k", 3)), lab.bodies());
    }
    assertEquals(0, store.count("SELECT count(*) FROM dead_letters"));
  }

  @Test
  void whatADeadEngineHadInHandIsADeadLetterWhereItMayNotGoTwice() {
    lab.script(ScriptedDestination.hangs(), ScriptedDestination.answers(200));
    try (TestEngine dying = start("a", one, "timeout: 60s,")) {
      assertEquals(202, dying.post("/orders", body("k", 1)).statusCode());
      assertEquals(202, dying.post("/orders", body("k", 2)).statusCode());
      lab.awaitReceived(1);
      one.goAway();
      nearlyEndTheLease();
      try (TestEngine heir = start("b", other, "")) {
        assertEquals(202, heir.post("/orders", body("k", 3)).statusCode());
        lab.awaitReceived(3);
        Await.until("the end of the outbox", this::rows, left -> left == 0);
      }
      assertEquals(List.of(body("k", 1), body("k", 2), body("k", 3)), lab.bodies());
    }
    assertEquals(1, store.count("SELECT count(*) FROM dead_letters WHERE outcome = 'unknown'"));
  }
}
