package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.RawSender;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sender that leaves: its message is withdrawn while it is queued, and finished once it is on the wire. */
final class WithdrawalIT {
  private static final String ENGINE = TestEngine.ENGINE_CONF.replace("shards: 2", "shards: 1");

  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 10s
      order: %s
      queue: { capacity: 1, when-full: %s }
      to:
        - { id: lab, http: { url: "%s", timeout: 10s, concurrency: %s } }
      """;

  @TempDir Path folder;
  private final CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
  private final ScriptedDestination lab = new ScriptedDestination();

  @AfterEach
  void closeDestination() {
    lab.stop();
  }

  private TestEngine start(String order, String whenFull, int concurrency) {
    lab.script(calls((request, body) -> held.complete(request)), answers(200));
    return TestEngine.startWith(
        folder, ENGINE, ROUTE.formatted(order, whenFull, lab.url(), concurrency));
  }

  @Test
  void nothingIsSentWhenTheSenderLeavesBehindABusySlot() {
    try (TestEngine engine = start("none", "reject", 1)) {
      assertWithdrawnFromTheQueue(engine);
    }
  }

  @Test
  void nothingIsSentWhenTheSenderLeavesBehindABusyLane() {
    try (TestEngine engine = start("strict", "reject", 8)) {
      assertWithdrawnFromTheQueue(engine);
    }
  }

  private void assertWithdrawnFromTheQueue(TestEngine engine) {
    var first = engine.postAsync("/orders", "{\"n\":1}");
    lab.awaitReceived(1);
    RawSender sender = new RawSender(engine).post("/orders", "{\"n\":2}");
    engine.awaitQueue("orders", "depth", 1);
    sender.leave();
    JsonObject queue = engine.awaitQueue("orders", "withdrawn", 1);
    assertEquals(0, queue.getInteger("depth"), "its place is free");
    held.join().response().end();
    assertEquals(200, first.join().statusCode());
    assertOutcome(engine.post("/orders", "{\"n\":3}"), 200, "delivered");
    engine.drain();
    assertEquals(List.of("{\"n\":1}", "{\"n\":3}"), lab.bodies());
    assertEquals(2, lab.begun());
  }

  @Test
  void nothingIsSentWhenTheSenderLeavesWhileItWaitsForRoom() {
    try (TestEngine engine = start("none", "wait", 1)) {
      var first = engine.postAsync("/orders", "{\"n\":1}");
      lab.awaitReceived(1);
      var second = engine.postAsync("/orders", "{\"n\":2}");
      engine.awaitQueue("orders", "depth", 1);
      RawSender sender = new RawSender(engine).post("/orders", "{\"n\":3}");
      roundTrips(engine);
      sender.leave();
      roundTrips(engine);
      held.join().response().end();
      assertEquals(200, first.join().statusCode());
      assertEquals(200, second.join().statusCode());
      engine.drain();
      assertEquals(List.of("{\"n\":1}", "{\"n\":2}"), lab.bodies());
      assertEquals(2, lab.begun());
    }
  }

  @Test
  void nothingIsSentWhenTheSenderLeavesHalfWayThroughItsMessage() {
    try (TestEngine engine = start("none", "reject", 1)) {
      RawSender sender = new RawSender(engine);
      sender.send("POST /orders HTTP/1.1\r\nHost: e\r\nContent-Length: 10\r\n\r\n{\"n\":");
      roundTrips(engine);
      sender.leave();
      roundTrips(engine);
      engine.drain();
      assertEquals(0, lab.begun());
    }
  }

  @Test
  void nothingIsSentWhenTheSenderLeavesBetweenAttemptsToConnect() {
    int port = ScriptedDestination.refusingPort();
    String route =
        """
        id: orders
        from: { http: { path: /orders } }
        to:
          - id: lab
            http: { url: "http://127.0.0.1:%s/" }
            retry: { attempts: 100, backoff: 30ms, factor: 1 }
        """;
    try (TestEngine engine = TestEngine.startWith(folder, ENGINE, route.formatted(port))) {
      RawSender sender = new RawSender(engine).post("/orders", "{}");
      TestEngine.await(
          "it is on its way",
          () -> TestEngine.json(engine.manage("/api/routes/orders")).getInteger("inFlight"),
          inFlight -> inFlight == 1);
      sender.leave();
      roundTrips(engine);
      try (ScriptedDestination late = new ScriptedDestination(port)) {
        engine.drain();
        assertEquals(0, late.begun());
      }
    }
  }

  @Test
  void whatIsOnTheWireFinishesAndIsRecordedWithAllThatFollowsIt() {
    String route =
        ROUTE.formatted("none", "reject", lab.url(), 1)
            + "  - { id: archive, required: false, http: { url: \"%s\" } }\n";
    lab.script(calls((request, body) -> held.complete(request)));
    try (ScriptedDestination archive = new ScriptedDestination();
        TestEngine engine = TestEngine.startWith(folder, ENGINE, route.formatted(archive.url()))) {
      RawSender sender = new RawSender(engine).post("/orders", "{\"n\":1}");
      String id = String.valueOf(lab.awaitReceived(1).getFirst().headers().get("Idempotency-Key"));
      sender.leave();
      roundTrips(engine);
      JsonObject open = TestEngine.json(engine.get("/messages/" + id));
      assertEquals("delivering", open.getString("state"));
      held.join().response().setStatusCode(201).end();
      JsonObject settled = engine.awaitSettled(id);
      assertEquals("delivered", settled.getString("outcome"));
      assertDestination(settled, "lab", "delivered", 201, 1);
      assertDestination(settled, "archive", "delivered", 200, 1);
      engine.drain();
      assertEquals(1, lab.begun());
      assertEquals(1, archive.begun());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "01a1fb5f-794c-7000-8000-84b484492eb1", // an id that it may have forgotten
        "01a1fb5f-794c-7000-bfc0-84b484492eb1", // of a shard that there is not
        "01a1fb5f-794c-7000-8000-84b4844\u0001eb1"
      })
  void whatItDoesNotRememberItDoesNotCallNotAttempted(String id) throws Exception {
    try (TestEngine engine = start("none", "reject", 1);
        RawConnection asker = new RawConnection(engine.engine().httpPort())) {
      RawConnection.Answer answer =
          asker.send("GET /messages/" + id + " HTTP/1.1\r\nHost: t\r\n\r\n").answer();
      assertEquals(404, answer.status());
      assertEquals("unknown", answer.header("X-Delivery-Outcome"));
      assertEquals("unknown", answer.json().getString("outcome"));
      assertEquals(id, answer.json().getString("messageId"));
    }
  }

  /** On the engine's only loop, what came before the last of these has been seen. */
  private static void roundTrips(TestEngine engine) {
    for (int i = 0; i < 3; i++) {
      assertEquals(404, engine.get("/messages/none").statusCode());
    }
  }
}
