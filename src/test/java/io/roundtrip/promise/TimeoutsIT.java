package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.answersHalf;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static io.roundtrip.kit.ScriptedDestination.closesAfterRequest;
import static io.roundtrip.kit.ScriptedDestination.hangs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An attempt that ends badly gives its slot and its connection back, however often that happens. */
final class TimeoutsIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 10s
      to:
        - { id: lab, http: { url: "%s", timeout: %s, concurrency: 1, max-response: 64B } }
      """;

  private static final int MANY = 4;

  @TempDir Path folder;

  private void assertNextIsDelivered(
      String timeout, ScriptedDestination.Answer bad, int status, String outcome) {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url(), timeout))) {
      for (int i = 0; i < MANY; i++) {
        lab.script(bad, answers(200));
        assertOutcome(engine.post("/orders", "{}"), status, outcome);
      }
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      engine.drain();
      assertEquals(MANY + 1, lab.begun());
    }
  }

  @Test
  void aTimeoutLeavesRoomForTheNextMessage() {
    assertNextIsDelivered("1s", hangs(), 504, "unknown");
  }

  @Test
  void anAnswerThatBreaksOffLeavesRoomForTheNextMessage() {
    assertNextIsDelivered("5s", answersHalf(), 504, "unknown");
  }

  @Test
  void anAnswerThatIsTooLongLeavesRoomForTheNextMessage() {
    assertNextIsDelivered("5s", answers(200, "x".repeat(100_000)), 504, "unknown");
  }

  @Test
  void aBrokenConnectionLeavesRoomForTheNextMessage() {
    assertNextIsDelivered("5s", closesAfterRequest(), 504, "unknown");
  }

  @Test
  void aNoLeavesRoomForTheNextMessage() {
    assertNextIsDelivered("5s", answers(500), 502, "rejected");
  }

  @Test
  void aTimeoutWithOthersInTheQueueLetsThemGo() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url(), "1500ms"))) {
      lab.script(hangs(), answers(200));
      var first = engine.postAsync("/orders", "{\"n\":1}");
      lab.awaitReceived(1);
      var second = engine.postAsync("/orders", "{\"n\":2}");
      assertEquals(504, first.join().statusCode());
      assertEquals(200, second.join().statusCode());
      engine.drain();
      assertEquals(List.of("{\"n\":1}", "{\"n\":2}"), lab.bodies());
    }
  }

  @Test
  void anAnswerThatComesTooLateIsNotTakenForTheNextMessages() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url(), "1500ms"))) {
      lab.script(calls((request, body) -> held.complete(request)), answers(422));
      assertOutcome(engine.post("/orders", "{\"n\":1}"), 504, "unknown");
      held.join().response().setStatusCode(200).end();
      assertOutcome(engine.post("/orders", "{\"n\":2}"), 502, "rejected");
    }
  }
}
