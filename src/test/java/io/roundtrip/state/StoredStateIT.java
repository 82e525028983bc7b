package io.roundtrip.state;

import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgResult;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A route's state in a real PostgreSQL behind a network that fails. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StoredStateIT {
  private static final String MACHINE =
      """
        event: /status
        machine: { initial: placed, transitions: { placed: [collected, cancelled], collected: [resulted] } }
        update: [ { set: note, from: /note }, { increment: messages } ]
      """;

  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy proxy = new PgProxy(postgres.address());

  StoredStateIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    proxy.close();
    postgres.close();
    lab.close();
  }

  private TestEngine start(String more, String state) {
    String route =
        """
        id: orders
        from: { http: { path: /orders } }
        format: json
        deadline: 3s
        %s
        state:
          key: /orderId
        %s%s
        to: [ { id: lab, http: { url: "%s", timeout: 2s }, idempotent: true } ]
        """
            .formatted(more, MACHINE, state, lab.url());
    return TestEngine.startWith(
        folder,
        TestEngine.ENGINE_CONF.replace(
            "store: { journal: off }", postgres.storeConf(proxy, folder)),
        route);
  }

  private TestEngine start(String state) {
    return start("", state);
  }

  private static String event(String order, String status) {
    return "{\"orderId\":\"%s\",\"status\":\"%s\"}".formatted(order, status);
  }

  private static JsonObject state(TestEngine engine, String key) {
    HttpResponse<String> answer = engine.manage("/api/state/orders/" + key);
    assertEquals(200, answer.statusCode(), answer::body);
    return TestEngine.json(answer);
  }

  private static JsonObject figures(TestEngine engine) {
    return TestEngine.json(engine.manage("/api/routes/orders")).getJsonObject("state");
  }

  private static void awaitWritten(TestEngine engine) {
    Await.until("all is written", () -> figures(engine), all -> all.getInteger("unwritten") == 0);
  }

  private long count(String sql) {
    return exec(sql).rows().getFirst().getLong(0);
  }

  private PgResult exec(String sql) {
    Vertx vertx = Vertx.vertx();
    try {
      return TestPostgres.get(PgClient.create(vertx, postgres.options()).exec(sql));
    } finally {
      vertx.close().await();
    }
  }

  @Test
  void aStateOutlivesTheEngine() {
    JsonObject before;
    try (TestEngine engine = start("")) {
      assertEquals(200, engine.post("/orders", event("o1", "placed")).statusCode());
      String note =
          "{\"orderId\":\"o1\",\"status\":\"collected\",\"note\":{\"b\":[1, \"\\u0000\\ud800é\"]}}";
      assertEquals(200, engine.post("/orders", note).statusCode());
      before = state(engine, "o1");
    }
    try (TestEngine engine = start("")) {
      assertEquals(before, state(engine, "o1"), "before any message has asked for it");
      assertEquals(0, figures(engine).getInteger("entities"));
      JsonObject no =
          assertNotAttempted(engine.post("/orders", event("o1", "placed")), 409, "state-conflict");
      assertEquals("collected", no.getJsonObject("state").getString("state"));
      assertEquals(2, no.getJsonObject("state").getInteger("version"));
      assertEquals(200, engine.post("/orders", event("o1", "resulted")).statusCode());
      JsonObject after = state(engine, "o1");
      assertEquals(3, after.getJsonObject("data").getInteger("messages"));
      assertEquals(
          before.getJsonObject("data").getValue("note"),
          after.getJsonObject("data").getValue("note"));
      assertEquals(404, engine.manage("/api/state/orders/o2").statusCode());
    }
    assertEquals(1, count("SELECT count(*) FROM state WHERE state = 'resulted' AND version = 3"));
    assertEquals(0, count("SELECT count(*) FROM state_history"));
  }

  @Test
  void aDoubtOutlivesTheEngineToo() {
    try (TestEngine engine = start("")) {
      lab.script(ScriptedDestination.closesAfterRequest());
      assertOutcome(engine.post("/orders", event("o1", "placed")), 504, "unknown");
    }
    lab.script(ScriptedDestination.answers(200));
    try (TestEngine engine = start("")) {
      assertTrue(state(engine, "o1").getBoolean("inDoubt"));
      assertOutcome(engine.post("/orders", event("o1", "placed")), 200, "delivered");
      assertFalse(state(engine, "o1").getBoolean("inDoubt"));
    }
  }

  @Test
  void withoutTheStoreWhatIsInMemoryGoesOnAndTheRestIsNotAttempted() {
    try (TestEngine engine = start("")) {
      assertEquals(200, engine.post("/orders", event("here", "placed")).statusCode());
      assertEquals(200, engine.post("/orders", event("gone", "placed")).statusCode());
      awaitWritten(engine);
      proxy.goAway();
      assertOutcome(engine.post("/orders", event("here", "collected")), 200, "delivered");
      JsonObject no =
          assertNotAttempted(
              engine.post("/orders", event("other", "placed")), 503, "store-unavailable");
      assertEquals("the state cannot be had from the store", no.getString("detail"));
      assertEquals(3, lab.received().size());
      assertEquals("collected", state(engine, "here").getString("state"));
      assertEquals(503, engine.manage("/api/state/orders/other").statusCode());
      assertEquals(1, figures(engine).getInteger("unwritten"));
      proxy.comeBack();
      awaitWritten(engine);
      Await.until(
          "the store is back",
          () -> engine.post("/orders", event("other", "placed")).statusCode(),
          status -> status == 200);
    }
    assertEquals(1, count("SELECT count(*) FROM state WHERE key = 'here' AND state = 'collected'"));
  }

  @Test
  void aSilentStoreDoesNotHoldAMessageBeyondItsDeadline() {
    try (TestEngine engine = start("")) {
      assertEquals(200, engine.post("/orders", event("a", "placed")).statusCode());
      proxy.freeze();
      long before = System.nanoTime();
      HttpResponse<String> late = engine.post("/orders", event("b", "placed"), "Prefer", "wait=1");
      long millis = (System.nanoTime() - before) / 1_000_000;
      assertEquals(503, late.statusCode(), late::body);
      assertTrue(millis < 2_500, () -> "after " + millis + " ms");
      assertEquals(1, lab.received().size());
      proxy.thaw();
    }
  }

  @Test
  void aDurableAnswerWaitsForTheCommit() {
    try (TestEngine engine = start("  durable: true\n")) {
      for (int i = 0; i < 10; i++) {
        String key = "k" + i;
        assertEquals(200, engine.post("/orders", event(key, "placed")).statusCode());
        assertEquals(1, count("SELECT count(*) FROM state WHERE key = '" + key + "'"));
      }
      proxy.freeze();
      JsonObject unknown =
          assertOutcome(engine.post("/orders", event("k1", "collected")), 504, "unknown");
      assertEquals(
          "delivered", unknown.getJsonArray("destinations").getJsonObject(0).getString("outcome"));
      assertEquals("collected", state(engine, "k1").getString("state"));
      proxy.thaw();
      awaitWritten(engine);
    }
  }

  @Test
  void thePastIsInTheHistory() {
    try (TestEngine engine = start("  store-history: true\n")) {
      String before = Instant.now().minusSeconds(60).toString();
      assertEquals(200, engine.post("/orders", event("o1", "placed")).statusCode());
      String placed = state(engine, "o1").getString("updatedAt");
      Await.until(
          "the clock",
          Instant::now,
          now -> now.toEpochMilli() > Instant.parse(placed).toEpochMilli() + 1);
      assertEquals(200, engine.post("/orders", event("o1", "collected")).statusCode());
      JsonObject then = TestEngine.json(engine.manage("/api/state/orders/o1?at=" + placed));
      assertEquals("placed", then.getString("state"), then::encode);
      assertEquals(1, then.getJsonObject("data").getInteger("messages"));
      assertEquals(404, engine.manage("/api/state/orders/o1?at=" + before).statusCode());
      assertEquals(
          "collected",
          TestEngine.json(engine.manage("/api/state/orders/o1?at=2999-01-01T00:00:00Z"))
              .getString("state"));
      awaitWritten(engine);
    }
    assertEquals(2, count("SELECT count(*) FROM state_history"));
  }

  @Test
  void whatIsOlderThanIsKeptLeavesTheHistory() {
    String kept = "  store-history: true\n  retain-history: 1h\n";
    try (TestEngine engine = start(kept)) {
      for (String status : List.of("placed", "collected", "resulted")) {
        assertEquals(200, engine.post("/orders", event("o1", status)).statusCode());
      }
      awaitWritten(engine);
    }
    exec(
        "UPDATE state_history SET updated_at = updated_at - (4 - version) * interval '50 minutes'");
    String before = Instant.now().minus(Duration.ofMinutes(55)).toString();
    try (TestEngine engine = start(kept)) {
      Await.until(
          "what is old is deleted",
          () -> count("SELECT count(*) FROM state_history"),
          rows -> rows == 2);
      JsonObject then = TestEngine.json(engine.manage("/api/state/orders/o1?at=" + before));
      assertEquals("collected", then.getString("state"), "as it was when the last hour began");
    }
  }

  @Test
  void thePastIsToldOnceAllOfItIsWritten() {
    try (TestEngine engine = start("  store-history: true\n")) {
      assertEquals(200, engine.post("/orders", event("o1", "placed")).statusCode());
      awaitWritten(engine);
      proxy.goAway();
      assertEquals(200, engine.post("/orders", event("o1", "collected")).statusCode());
      Instant collected = Instant.parse(state(engine, "o1").getString("updatedAt"));
      Await.until("the clock", Instant::now, now -> now.isAfter(collected.plusMillis(1)));
      assertEquals(200, engine.post("/orders", event("o1", "resulted")).statusCode());
      CompletableFuture<HttpResponse<String>> then =
          CompletableFuture.supplyAsync(
              () -> engine.manage("/api/state/orders/o1?at=" + collected));
      Await.until("the question waits", () -> figures(engine), all -> !then.isDone());
      proxy.comeBack();
      assertEquals(200, then.join().statusCode(), () -> then.join().body());
      assertEquals("collected", TestEngine.json(then.join()).getString("state"));
    }
  }

  @Test
  void whatMakesRoomIsLoadedAgain() {
    String few = "  max-entities: 4\n";
    try (TestEngine engine = start(few)) {
      List<CompletableFuture<HttpResponse<String>>> placed = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String key = "k" + i;
        placed.add(
            CompletableFuture.supplyAsync(
                () ->
                    Await.until(
                        "room for " + key,
                        () -> engine.post("/orders", event(key, "placed")),
                        answer -> answer.statusCode() == 200)));
      }
      placed.forEach(CompletableFuture::join);
      assertTrue(figures(engine).getInteger("entities") <= 4);
      assertTrue(figures(engine).getInteger("evicted") >= 36);
      for (int i = 0; i < 40; i++) {
        String key = "k" + i;
        Await.until(
            "room for " + key,
            () -> engine.post("/orders", event(key, "collected")),
            answer -> answer.statusCode() == 200);
        assertEquals(2, state(engine, key).getJsonObject("data").getInteger("messages"));
      }
      awaitWritten(engine);
    }
    assertEquals(40, count("SELECT count(*) FROM state WHERE state = 'collected' AND version = 2"));
  }

  @Test
  void aRepeatMovesTheStateOnce() {
    String keys = "idempotency: { key: header:Idempotency-Key }";
    try (TestEngine engine = start(keys, "  durable: true\n")) {
      assertEquals(200, post(engine, "1", event("o1", "placed")).statusCode());
      assertEquals(200, post(engine, "1", event("o1", "placed")).statusCode());
      proxy.freezeAfter("collected");
      HttpResponse<String> unknown = post(engine, "2", event("o1", "collected"));
      assertEquals(504, unknown.statusCode(), unknown::body);
      proxy.thaw();
      awaitWritten(engine);
      Await.until(
          "the repeat is told",
          () -> post(engine, "2", event("o1", "collected")),
          answer -> answer.statusCode() == 200);
      assertEquals("collected", state(engine, "o1").getString("state"));
      assertEquals(2, state(engine, "o1").getJsonObject("data").getInteger("messages"));
      assertEquals(2, lab.received().size());
    }
  }

  @Test
  void aRepeatOfWhatMovedTheStateBeforeItsEngineDiedIsNotAConflict() {
    String keys = "idempotency: { key: header:Idempotency-Key }";
    try (TestEngine engine = start(keys, "")) {
      assertEquals(200, post(engine, "1", event("o1", "placed")).statusCode());
      assertEquals(200, post(engine, "2", event("o1", "collected")).statusCode());
    }
    // As it would be if the engine had died before it wrote the outcome.
    exec("UPDATE idempotency SET outcome = NULL, engine = -1, destinations = '[]'");
    try (TestEngine engine = start(keys, "")) {
      assertOutcome(post(engine, "2", event("o1", "collected")), 200, "delivered");
      assertEquals(3, lab.received().size(), "it is not known whether the lab has it");
      JsonObject state = state(engine, "o1");
      assertEquals("collected", state.getString("state"));
      assertEquals(2, state.getJsonObject("data").getInteger("messages"), "it moved once");
      assertNotAttempted(post(engine, "3", event("o1", "collected")), 409, "state-conflict");
    }
  }

  private static HttpResponse<String> post(TestEngine engine, String key, String body) {
    return engine.post("/orders", body, "Idempotency-Key", key);
  }
}
