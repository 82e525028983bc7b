package io.roundtrip.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class QueueIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      format: json
      order: %s
      deadline: 20s
      queue: %s
      to:
        - { id: lab, concurrency: 1, timeout: 20s, http: { url: "%s" } }
      """;

  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final Queue<Runnable> held = new ConcurrentLinkedQueue<>();

  QueueIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeEach
  void holdTheFirst() {
    lab.script(holds(), ScriptedDestination.answers(200));
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private ScriptedDestination.Answer holds() {
    return (vertx, request, body) ->
        held.add(() -> vertx.runOnContext(go -> request.response().end()));
  }

  private void release() {
    for (Runnable answer = held.poll(); answer != null; answer = held.poll()) {
      answer.run();
    }
  }

  private TestEngine start(String order, String queue) {
    return TestEngine.start(folder, ROUTE.formatted(order, queue, lab.url()));
  }

  /** One message on the wire, and so many that wait behind it. */
  private List<CompletableFuture<HttpResponse<String>>> fill(TestEngine engine, int waiting) {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    all.add(engine.postAsync("/orders", "{}"));
    lab.awaitReceived(1);
    for (int i = 1; i <= waiting; i++) {
      all.add(engine.postAsync("/orders", "{}"));
    }
    Await.depth(engine, "orders", waiting);
    return all;
  }

  private static void assertDelivered(List<CompletableFuture<HttpResponse<String>>> all)
      throws Exception {
    for (CompletableFuture<HttpResponse<String>> one : all) {
      assertEquals(200, one.get(20, TimeUnit.SECONDS).statusCode());
    }
  }

  private static void assertFull(HttpResponse<String> answer) {
    assertEquals(503, answer.statusCode(), answer.body());
    assertEquals("not-attempted", TestEngine.header(answer, "X-Delivery-Outcome"));
    assertEquals("urn:roundtrip:problem:queue-full", TestEngine.json(answer).getString("type"));
    assertTrue(Integer.parseInt(TestEngine.header(answer, "Retry-After")) >= 1);
  }

  @Test
  void refusesMoreThanItsCapacityOverAllShardsNotCountingWhatIsInFlight() throws Exception {
    try (TestEngine engine = start("none", "{ capacity: 4 }")) {
      var accepted = fill(engine, 4);
      for (int i = 0; i < 4; i++) { // on whichever shard
        assertFull(engine.post("/orders", "{}"));
      }
      release();
      assertDelivered(accepted);
      assertEquals(5, lab.received().size());
      JsonObject queue = Await.idle(engine, "orders").getJsonObject("queue");
      assertEquals(4, queue.getInteger("capacity"));
      assertEquals(4, queue.getInteger("highWater"));
      assertEquals(5, queue.getInteger("enqueued"));
      assertEquals(4, queue.getInteger("rejected"));
      assertEquals(0, queue.getInteger("dropped"));
      assertEquals(0, queue.getInteger("withdrawn"));
    }
  }

  @Test
  void refusesMoreThanItsBytes() throws Exception {
    String big = "{\"pad\":\"" + "x".repeat(600) + "\"}";
    try (TestEngine engine = start("none", "{ capacity: 100, bytes: 1KiB }")) {
      var accepted = fill(engine, 0);
      accepted.add(engine.postAsync("/orders", big));
      Await.depth(engine, "orders", 1);
      assertFull(engine.post("/orders", big));
      accepted.add(engine.postAsync("/orders", "{\"small\":1}"));
      JsonObject route = Await.depth(engine, "orders", 2);
      assertEquals(big.length() + 11, route.getJsonObject("queue").getInteger("bytes"));
      release();
      assertDelivered(accepted);
    }
  }

  @Test
  void letsASenderWaitBeforeItsBodyIsReadUntilThereIsRoom() throws Exception {
    try (TestEngine engine = start("none", "{ capacity: 1, when-full: wait }");
        RawConnection sender = new RawConnection(engine.engine().httpPort())) {
      var accepted = fill(engine, 1);
      sender.send(RawConnection.head("/orders", 7, "Expect", "100-continue"));
      assertTrue(sender.isQuiet(), "its body is asked for while there is no room");
      release();
      assertEquals(100, sender.answer().status());
      sender.send("{\"a\":1}");
      assertEquals(200, sender.answer().status());
      assertDelivered(accepted);
      Await.idle(engine, "orders");
    }
  }

  @Test
  void refusesMoreWaitingSendersThanTheQueueHasCapacity() throws Exception {
    try (TestEngine engine = start("none", "{ capacity: 2, when-full: wait }")) {
      var accepted = fill(engine, 2);
      Queue<HttpResponse<String>> early = new ConcurrentLinkedQueue<>();
      List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        waiting.add(
            engine
                .postAsync("/orders", "{}")
                .thenApply(
                    answer -> {
                      early.add(answer);
                      return answer;
                    }));
      }
      Await.until("three refusals", early::size, size -> size >= 3);
      early.forEach(QueueIT::assertFull);
      release();
      assertDelivered(accepted);
      int served = 0;
      for (CompletableFuture<HttpResponse<String>> one : waiting) {
        served += one.get(20, TimeUnit.SECONDS).statusCode() == 200 ? 1 : 0;
      }
      assertEquals(2, served);
      assertEquals(5, lab.received().size());
      Await.idle(engine, "orders");
    }
  }

  @Test
  void refusesAWaitingSenderWhoseDeadlinePasses() throws Exception {
    try (TestEngine engine = start("none", "{ capacity: 1, when-full: wait }")) {
      var accepted = fill(engine, 1);
      HttpResponse<String> late = engine.post("/orders", "{}", "Prefer", "wait=0.2");
      assertEquals(503, late.statusCode());
      assertEquals("not-attempted", TestEngine.header(late, "X-Delivery-Outcome"));
      release();
      assertDelivered(accepted);
      assertEquals(2, lab.received().size(), "nothing of the refused message was sent");
      Await.idle(engine, "orders");
    }
  }

  @Test
  void aWaitingSenderThatLeavesLeavesTheLine() throws Exception {
    try (TestEngine engine = start("none", "{ capacity: 1, when-full: wait }")) {
      var accepted = fill(engine, 1);
      try (RawConnection gone = new RawConnection(engine.engine().httpPort())) {
        gone.send(RawConnection.head("/orders", 2, "Expect", "100-continue"));
        assertTrue(gone.isQuiet());
        gone.reset();
      }
      CompletableFuture<HttpResponse<String>> next = nextInLine(engine);
      release();
      assertDelivered(accepted);
      assertEquals(200, next.get(20, TimeUnit.SECONDS).statusCode());
      assertEquals(3, lab.received().size());
      Await.idle(engine, "orders");
    }
  }

  /** Sends until one is not refused at once: then it stands in line. */
  private static CompletableFuture<HttpResponse<String>> nextInLine(TestEngine engine) {
    return Await.until(
        "a place in line",
        () -> {
          CompletableFuture<HttpResponse<String>> one = engine.postAsync("/orders", "{}");
          try {
            one.get(100, TimeUnit.MILLISECONDS);
          } catch (java.util.concurrent.TimeoutException waits) {
            return one;
          }
          return one;
        },
        one -> !one.isDone());
  }

  @Test
  void refusesAMessageThatWouldWaitLongerThanItsDeadlineAndHealsWithNothingAhead()
      throws Exception {
    lab.script(
        ScriptedDestination.after(3_000, ScriptedDestination.answers(200)),
        holds(),
        ScriptedDestination.answers(200));
    try (TestEngine engine = start("strict", "{ capacity: 100 }")) {
      assertEquals(200, engine.post("/orders", "{}").statusCode());
      var ahead = engine.postAsync("/orders", "{}");
      lab.awaitReceived(2);
      HttpResponse<String> refused = engine.post("/orders", "{}", "Prefer", "wait=2.5");
      assertEquals(503, refused.statusCode());
      assertEquals(
          "urn:roundtrip:problem:wait-too-long", TestEngine.json(refused).getString("type"));
      assertTrue(Integer.parseInt(TestEngine.header(refused, "Retry-After")) >= 1);
      release();
      assertEquals(200, ahead.get(20, TimeUnit.SECONDS).statusCode());
      Await.idle(engine, "orders");
      HttpResponse<String> alone = engine.post("/orders", "{}", "Prefer", "wait=2.5");
      assertEquals(200, alone.statusCode(), "the mean is above its deadline, yet nothing is ahead");
      assertEquals(3, lab.received().size());
      assertEquals(1, Await.idle(engine, "orders").getJsonObject("queue").getInteger("rejected"));
    }
  }

  @Test
  void showsWhatItsQueueDid() throws Exception {
    try (TestEngine engine = start("strict", "{ capacity: 3 }")) {
      var accepted = fill(engine, 2);
      HttpResponse<String> late = engine.post("/orders", "{}", "Prefer", "wait=0.1");
      assertEquals("urn:roundtrip:problem:deadline", TestEngine.json(late).getString("type"));
      JsonObject full = Await.depth(engine, "orders", 2);
      assertEquals(1, full.getInteger("inFlight"));
      assertTrue(full.getJsonObject("queue").getDouble("oldestAgeMs") > 0);
      release();
      assertDelivered(accepted);
      JsonObject route = Await.idle(engine, "orders");
      JsonObject queue = route.getJsonObject("queue");
      assertEquals(3, queue.getInteger("capacity"));
      assertEquals(3, queue.getInteger("highWater"));
      assertEquals(4, queue.getInteger("enqueued"));
      assertEquals(1, queue.getInteger("withdrawn"));
      assertEquals(0, queue.getInteger("rejected"));
      assertEquals(0.0, queue.getDouble("oldestAgeMs"));
      assertTrue(queue.getDouble("averageWaitMs") > 0);
      assertTrue(queue.getDouble("p99WaitMs") >= queue.getDouble("averageWaitMs"));
      assertEquals(3, queue.getInteger("effectiveCapacity"));
      assertEquals(2, queue.getJsonArray("shards").size());
      int enqueued = 0;
      for (int i = 0; i < 2; i++) {
        JsonObject shard = queue.getJsonArray("shards").getJsonObject(i);
        assertEquals(i, shard.getInteger("shard"));
        assertEquals(0, shard.getInteger("depth"));
        enqueued += shard.getInteger("enqueued");
      }
      assertEquals(4, enqueued);
      assertEquals(3, route.getJsonObject("outcomes").getInteger("delivered"));
      assertEquals(1, route.getJsonObject("outcomes").getInteger("not-attempted"));
      JsonObject latency = route.getJsonObject("latencyMs");
      assertTrue(latency.getDouble("p50") > 0);
      assertTrue(latency.getDouble("p50") <= latency.getDouble("p95"));
      assertTrue(latency.getDouble("p95") <= latency.getDouble("p99"));
      assertFalse(route.getString("confHash").isEmpty());
    }
  }

  @Test
  void givesEveryCreditBackHoweverAMessageEnds() throws Exception {
    lab.script(
        (vertx, request, body) -> {
          switch (new JsonObject(body).getString("do", "")) {
            case "reject" -> request.response().setStatusCode(500).end();
            case "close" -> request.connection().close();
            case "hang" -> {}
            case "slow" -> vertx.setTimer(15, late -> request.response().end());
            default -> request.response().end();
          }
        });
    String route =
        """
        id: orders
        from: { http: { path: /orders } }
        format: json
        order: per-key
        key: /key
        queue: { capacity: 40, bytes: 16KiB, when-full: %s }
        map: { format: json, rules: [ { to: /do, from: /do, required: true } ] }
        to:
          - { id: lab, concurrency: 4, timeout: 60ms, http: { url: "%s" }, breaker: { failures: 100000, open-for: 1s } }
        """;
    for (String whenFull : List.of("reject", "wait")) {
      try (TestEngine engine = TestEngine.start(folder, route.formatted(whenFull, lab.url()))) {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
          leaveInTheMiddle(engine, i);
          answers.add(
              engine.postAsync(
                  "/orders", message(i), "Prefer", i % 3 == 0 ? "wait=0.03" : "wait=5"));
        }
        for (CompletableFuture<HttpResponse<String>> answer : answers) {
          answer.get(20, TimeUnit.SECONDS);
        }
        Await.idle(engine, "orders");
      }
    }
  }

  private static String message(int i) {
    String what =
        List.of("ok", "reject", "close", "slow", "hang", "missing", "broken", "keyless").get(i % 8);
    return switch (what) {
      case "missing" -> "{\"key\":" + i % 5 + "}";
      case "broken" -> "{\"key\":";
      case "keyless" -> "{\"do\":\"ok\"}";
      default ->
          "{\"key\":" + i % 5 + ",\"do\":\"" + what + "\",\"pad\":\"" + "x".repeat(i) + "\"}";
    };
  }

  /** Senders that leave: before their body, within it, and behind it. */
  private static void leaveInTheMiddle(TestEngine engine, int i) throws IOException {
    if (i % 3 != 0) {
      return;
    }
    String request = RawConnection.post("/orders", "{\"key\":1,\"do\":\"slow\"}");
    int sent = List.of(30, request.length() - 5, request.length()).get(i / 3 % 3);
    try (RawConnection sender = new RawConnection(engine.engine().httpPort())) {
      sender.send(request.substring(0, sent));
      if (i % 2 == 0) {
        sender.reset();
      }
    } catch (UncheckedIOException closed) {
      // the engine was quicker
    }
  }
}
