package io.roundtrip.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.ClusterTemplate;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Queues that drop: one message is on the wire until the test lets it go, and what comes meanwhile waits. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DropIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      format: json
      reply: queued
      order: %s
      queue: %s
      to:
        - { id: lab, concurrency: 1, timeout: 60s, http: { url: "%s" } }
      """;

  private static final String ONE_SHARD = TestEngine.ENGINE_CONF.replace("shards: 2", "shards: 1");

  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();

  DropIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void holdTheFirst() {
    lab.script(
        ScriptedDestination.calls((request, body) -> held.complete(request)),
        ScriptedDestination.answers(200));
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private TestEngine start(String engine, String order, String queue) {
    return TestEngine.startWith(folder, engine, ROUTE.formatted(order, queue, lab.url()));
  }

  private void release() {
    HttpServerRequest first = held.join();
    first.response().end();
  }

  private static String accept(TestEngine engine, String body) {
    HttpResponse<String> answer = engine.post("/orders", body);
    assertEquals(202, answer.statusCode(), answer.body());
    return TestEngine.json(answer).getString("messageId");
  }

  private static JsonObject refused(HttpResponse<String> answer) {
    assertEquals(503, answer.statusCode(), answer.body());
    assertEquals("not-attempted", TestEngine.header(answer, "X-Delivery-Outcome"));
    assertTrue(Integer.parseInt(TestEngine.header(answer, "Retry-After")) >= 1);
    JsonObject problem = TestEngine.json(answer);
    assertEquals("urn:roundtrip:problem:queue-full", problem.getString("type"));
    return problem;
  }

  private static JsonObject queue(TestEngine engine) {
    return TestEngine.json(engine.manage("/api/routes/orders")).getJsonObject("queue");
  }

  private static String metric(TestEngine engine, String name) {
    return engine
        .manage("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("roundtrip_queue_" + name + " "))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .findFirst()
        .orElse("none");
  }

  @Test
  void dropNewestTellsTheSenderOfTheMessageThatIsDropped() {
    String queue = "{ capacity: 2, when-full: drop-newest }";
    try (TestEngine engine = start(TestEngine.ENGINE_CONF, "none", queue)) {
      accept(engine, "{\"n\":1}");
      lab.awaitReceived(1);
      accept(engine, "{\"n\":2}");
      accept(engine, "{\"n\":3}");
      String detail = refused(engine.post("/orders", "{\"n\":4}")).getString("detail");
      assertEquals("dropped: the queue of route 'orders' holds all it may", detail);
      JsonObject full = queue(engine);
      assertEquals(1, full.getInteger("dropped"));
      assertEquals(0, full.getInteger("rejected"));
      assertEquals(2, full.getInteger("depth"));
      assertEquals("1.0", metric(engine, "dropped_messages_total{route=\"orders\"}"));
      release();
      lab.awaitReceived(3);
      Await.idle(engine, "orders");
      assertEquals(
          List.of("{\"n\":1}", "{\"n\":2}", "{\"n\":3}"), lab.bodies().stream().sorted().toList());
    }
  }

  @Test
  void dropOldestMakesRoomAndTheMessageThatIsDroppedSaysSo() {
    String queue = "{ capacity: 2, when-full: drop-oldest }";
    try (TestEngine engine = start(ONE_SHARD, "none", queue)) {
      accept(engine, "{\"n\":1}");
      lab.awaitReceived(1);
      String second = accept(engine, "{\"n\":2}");
      accept(engine, "{\"n\":3}");
      accept(engine, "{\"n\":4}");
      JsonObject dropped = TestEngine.json(engine.get("/messages/" + second));
      assertEquals("settled", dropped.getString("state"));
      assertEquals("not-attempted", dropped.getString("outcome"));
      assertEquals("dropped for a newer message", dropped.getString("detail"));
      JsonObject full = queue(engine);
      assertEquals(1, full.getInteger("dropped"));
      assertEquals(0, full.getInteger("rejected"));
      assertEquals(0, full.getInteger("withdrawn"));
      assertEquals(2, full.getInteger("depth"));
      assertEquals(2, full.getInteger("highWater"));
      assertEquals(4, full.getInteger("enqueued"));
      release();
      lab.awaitReceived(3);
      Await.idle(engine, "orders");
      assertEquals(List.of("{\"n\":1}", "{\"n\":3}", "{\"n\":4}"), lab.bodies());
    }
  }

  @Test
  void aLargeMessageDropsAsManyAsItsBytesNeedAndOneLargerThanTheQueueNone() {
    String small = "{\"pad\":\"" + "x".repeat(190) + "\"}";
    String large = "{\"pad\":\"" + "y".repeat(690) + "\"}";
    String huge = "{\"pad\":\"" + "z".repeat(2_000) + "\"}";
    String queue = "{ capacity: 100, bytes: 1KiB, when-full: drop-oldest }";
    try (TestEngine engine = start(ONE_SHARD, "none", queue)) {
      accept(engine, "{\"n\":1}");
      lab.awaitReceived(1);
      for (int i = 0; i < 4; i++) {
        accept(engine, small);
      }
      refused(engine.post("/orders", huge));
      assertEquals(0, queue(engine).getInteger("dropped"));
      assertEquals(1, queue(engine).getInteger("rejected"));
      accept(engine, large);
      JsonObject full = queue(engine);
      assertEquals(3, full.getInteger("dropped"));
      assertEquals(small.length() + large.length(), full.getInteger("bytes"));
      release();
      lab.awaitReceived(3);
      Await.idle(engine, "orders");
      assertEquals(List.of("{\"n\":1}", small, large), lab.bodies());
    }
  }

  @Test
  void aShardThatHasNothingToDropHasAnotherDropIt() throws Exception {
    String queue = "{ capacity: 5, when-full: drop-oldest }";
    // All wait on the shard of the one lane, whichever shard receives them.
    try (TestEngine engine = start(TestEngine.ENGINE_CONF, "strict", queue)) {
      accept(engine, "{\"n\":0}");
      lab.awaitReceived(1);
      for (int i = 1; i <= 40; i++) {
        try (RawConnection sender = new RawConnection(engine.engine().httpPort())) {
          String request =
              RawConnection.post(
                  "/orders", "{\"n\":" + i + "}", "Content-Type", "application/json");
          assertEquals(202, sender.send(request).answer().status());
        }
      }
      JsonObject full = queue(engine);
      assertEquals(35, full.getInteger("dropped"));
      assertEquals(5, full.getInteger("depth"));
      assertEquals(5, full.getInteger("highWater"));
      JsonArray shards = full.getJsonArray("shards");
      List<Integer> depths =
          IntStream.range(0, 2).mapToObj(i -> shards.getJsonObject(i).getInteger("depth")).toList();
      assertEquals(List.of(0, 5), depths.stream().sorted().toList());
      release();
      lab.awaitReceived(6);
      Await.idle(engine, "orders");
      List<String> expected = new ArrayList<>(List.of("{\"n\":0}"));
      IntStream.rangeClosed(36, 40).forEach(i -> expected.add("{\"n\":" + i + "}"));
      assertEquals(expected, lab.bodies());
    }
  }

  @Test
  void whatIsNotDeliveredDropsNothing() {
    String rules =
        """
        per-key
        key: /id
        filter: { path: /kind, equals: order }
        map: { format: json, rules: [ { to: /n, from: /n, required: true } ] }
        """
            .strip();
    try (TestEngine engine = start(ONE_SHARD, rules, "{ capacity: 1, when-full: drop-oldest }")) {
      accept(engine, "{\"id\":\"a\",\"kind\":\"order\",\"n\":1}");
      lab.awaitReceived(1);
      String waits = accept(engine, "{\"id\":\"b\",\"kind\":\"order\",\"n\":2}");
      assertEquals(400, engine.post("/orders", "{\"id\":").statusCode());
      assertEquals(422, engine.post("/orders", "{\"kind\":\"order\",\"n\":3}").statusCode());
      HttpResponse<String> unmapped = engine.post("/orders", "{\"id\":\"c\",\"kind\":\"order\"}");
      assertEquals(422, unmapped.statusCode());
      HttpResponse<String> excluded = engine.post("/orders", "{\"id\":\"d\",\"kind\":\"test\"}");
      assertEquals(200, excluded.statusCode());
      assertEquals("filtered", TestEngine.header(excluded, "X-Delivery-Outcome"));
      for (HttpResponse<String> answer : List.of(unmapped, excluded)) {
        String id = TestEngine.header(answer, "X-Message-Id");
        assertEquals("settled", engine.awaitSettled(id).getString("state"));
      }
      JsonObject full = queue(engine);
      assertEquals(0, full.getInteger("dropped"));
      assertEquals(1, full.getInteger("depth"));
      assertEquals("queued", TestEngine.json(engine.get("/messages/" + waits)).getString("state"));
      accept(engine, "{\"id\":\"e\",\"kind\":\"order\",\"n\":4}");
      assertEquals(1, queue(engine).getInteger("dropped"), "what is delivered does");
      release();
      lab.awaitReceived(2);
      Await.idle(engine, "orders");
      assertEquals(List.of("{\"n\":1}", "{\"n\":4}"), lab.bodies());
    }
  }

  @Test
  void theJournalHasWhatWasDropped() throws IOException {
    ClusterTemplate.copyTo(folder.resolve("postgres"));
    String engineConf =
        ONE_SHARD.replace(
            "store: { journal: off }",
            "store: { embedded: { directory: postgres }, journal: outcome }");
    try (TestEngine engine = start(engineConf, "none", "{ capacity: 1, when-full: drop-oldest }")) {
      accept(engine, "{\"n\":1}");
      lab.awaitReceived(1);
      String dropped = accept(engine, "{\"n\":2}");
      accept(engine, "{\"n\":3}");
      JsonObject entry =
          Await.until(
              "the journal's entry",
              () -> TestEngine.json(engine.manage("/api/messages/" + dropped)),
              view -> "not-attempted".equals(view.getString("outcome")));
      assertEquals("queue-full", entry.getString("reason"));
      release();
      lab.awaitReceived(2);
      Await.idle(engine, "orders");
    }
  }
}
