package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.OutcomeAssertions.destination;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static org.junit.jupiter.api.Assertions.assertEquals;

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

/** No byte goes out before every destination that the policy cannot do without has a slot, a breaker and a connection. */
final class BeforeFirstByteIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 10s
      ack: %s
      to:
        - { id: lab, http: { url: "%s" } }
        - { id: ward, http: { url: "%s" } }
        - id: payer
          http: { url: "%s", concurrency: 1 }
          breaker: { failures: 1, open-for: 1m }
      """;

  @TempDir Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final ScriptedDestination ward = new ScriptedDestination();
  private final ScriptedDestination payer = new ScriptedDestination();

  @AfterEach
  void closeDestinations() {
    List.of(lab, ward, payer).forEach(ScriptedDestination::close);
  }

  private TestEngine start(String ack) {
    return TestEngine.start(folder, ROUTE.formatted(ack, lab.url(), ward.url(), payer.url()));
  }

  private List<Integer> begun() {
    return List.of(lab.begun(), ward.begun(), payer.begun());
  }

  @Test
  void nothingIsSentToTheOthersWhenOneCannotBeReached() {
    payer.stop();
    try (TestEngine engine = start("all")) {
      JsonObject body = assertNotAttempted(engine.post("/orders", "{}"), 502, "no-connection");
      assertEquals("not-attempted", destination(body, "lab").getString("outcome"));
      assertDestination(body, "payer", "not-attempted", null, 1);
      engine.drain();
      assertEquals(List.of(0, 0, 0), begun());
    }
  }

  @Test
  void nothingIsSentToTheOthersWhenTheBreakerOfOneIsOpen() {
    try (TestEngine engine = start("all")) {
      payer.script(answers(500));
      assertOutcome(engine.post("/orders", "{}"), 502, "partial");
      JsonObject body = assertNotAttempted(engine.post("/orders", "{}"), 503, "breaker-open");
      assertDestination(body, "lab", "not-attempted", null, 0);
      engine.drain();
      assertEquals(List.of(1, 1, 1), begun());
    }
  }

  @Test
  void nothingIsSentToTheOthersWhileOneHasNoFreeSlot() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (TestEngine engine = start("all")) {
      payer.script(calls((request, body) -> held.complete(request)), answers(200));
      var first = engine.postAsync("/orders", "{\"n\":1}");
      payer.awaitReceived(1);
      assertNotAttempted(
          engine.post("/orders", "{\"n\":2}", "Prefer", "wait=0.2"), 503, "deadline");
      held.join().response().end();
      assertEquals(200, first.join().statusCode());
      engine.drain();
      assertEquals(List.of(1, 1, 1), begun());
    }
  }

  @Test
  void aQuorumThatIsOutOfReachSendsNothing() {
    payer.stop();
    ward.stop();
    try (TestEngine engine = start("quorum:2")) {
      assertNotAttempted(engine.post("/orders", "{}"), 502, "no-connection");
      engine.drain();
      assertEquals(0, lab.begun());
    }
  }

  @Test
  void aQuorumThatIsWithinReachSends() {
    payer.stop();
    try (TestEngine engine = start("quorum:2")) {
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      engine.drain();
      assertEquals(List.of(1, 1, 0), begun());
    }
  }

  @Test
  void nothingIsSentToAnyWhileOneIsTriedAgain() {
    int port = ScriptedDestination.refusingPort();
    String route =
        """
        id: orders
        from: { http: { path: /orders } }
        reply: queued
        to:
          - { id: lab, http: { url: "%s" } }
          - id: payer
            http: { url: "http://127.0.0.1:%s/" }
            retry: { attempts: 100, backoff: 20ms, factor: 1 }
        """;
    try (TestEngine engine = TestEngine.start(folder, route.formatted(lab.url(), port))) {
      String id =
          assertOutcome(engine.post("/orders", "{}"), 202, "accepted").getString("messageId");
      TestEngine.await(
          "three attempts",
          () -> TestEngine.json(engine.get("/messages/" + id)),
          view -> destination(view, "payer").getInteger("attempts") >= 3);
      assertEquals(0, lab.begun());
      try (ScriptedDestination late = new ScriptedDestination(port)) {
        JsonObject settled = engine.awaitSettled(id);
        assertEquals("delivered", settled.getString("outcome"));
        engine.drain();
        assertEquals(1, lab.begun());
        assertEquals(1, late.begun());
      }
    }
  }
}
