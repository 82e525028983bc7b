package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.OutcomeAssertions.destination;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static io.roundtrip.kit.ScriptedDestination.closesAfterRequest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is sent after any answer other than 2xx or 504, and after any answer no new attempt for what is required. */
final class NothingAfterIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 10s
      ack: %s
      to:
        - { id: lab, http: { url: "%s" } }
        - id: payer
          http: { url: "%s" }
          idempotent: true
          retry: { attempts: 5, backoff: %s, factor: 1 }
        - id: archive
          required: false
          http: { url: "%s" }
          idempotent: true
          retry: { attempts: 3, backoff: 10ms, factor: 1 }
      """;

  @TempDir Path folder;
  private final CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
  private final ScriptedDestination lab = new ScriptedDestination();
  private final ScriptedDestination payer = new ScriptedDestination();
  private final ScriptedDestination archive = new ScriptedDestination();

  @AfterEach
  void closeDestinations() {
    List.of(lab, payer, archive).forEach(ScriptedDestination::close);
  }

  private TestEngine start(String ack, String backoff) {
    lab.script(calls((request, body) -> held.complete(request)));
    return TestEngine.start(
        folder, ROUTE.formatted(ack, lab.url(), payer.url(), backoff, archive.url()));
  }

  private List<Integer> begun() {
    return List.of(lab.begun(), payer.begun(), archive.begun());
  }

  /** Waits until the engine has the payer's 503, so that its next attempt is pending, and lets the lab decide. */
  private void decide(
      TestEngine engine, CompletableFuture<HttpResponse<String>> answer, Runnable lab) {
    String id = String.valueOf(payer.awaitReceived(1).getFirst().headers().get("Idempotency-Key"));
    held.join();
    TestEngine.await(
        "the payer's answer is known",
        () -> destination(TestEngine.json(engine.get("/messages/" + id)), "payer"),
        one -> Integer.valueOf(503).equals(one.getInteger("status")));
    assertFalse(answer.isDone());
    lab.run();
  }

  @Test
  void aNoCancelsTheRetryThatIsPending() {
    try (TestEngine engine = start("all", "4s")) {
      payer.script(answers(503), answers(200));
      var answer = engine.postAsync("/orders", "{}");
      decide(engine, answer, () -> held.join().response().setStatusCode(422).end());
      JsonObject body = assertOutcome(answer.join(), 502, "rejected");
      assertDestination(body, "payer", "rejected", 503, 1);
      engine.drain();
      assertEquals(List.of(1, 1, 0), begun());
    }
  }

  @Test
  void anUnknownCancelsTheRetryThatIsPending() {
    try (TestEngine engine = start("all", "4s")) {
      payer.script(answers(503), answers(200));
      var answer = engine.postAsync("/orders", "{}");
      decide(engine, answer, () -> held.join().connection().close());
      assertOutcome(answer.join(), 504, "unknown");
      engine.drain();
      assertEquals(List.of(1, 1, 0), begun());
    }
  }

  @Test
  void aYesCancelsTheRetryOfWhatIsNoLongerNeeded() {
    try (TestEngine engine = start("any", "4s")) {
      payer.script(answers(503), answers(200));
      var answer = engine.postAsync("/orders", "{}");
      decide(engine, answer, () -> held.join().response().end());
      assertOutcome(answer.join(), 200, "delivered");
      engine.drain();
      assertEquals(List.of(1, 1, 1), begun());
    }
  }

  @Test
  void aYesLetsNoRetryFollowWhatWasOnTheWire() {
    CompletableFuture<HttpServerRequest> payerHeld = new CompletableFuture<>();
    try (TestEngine engine = start("any", "10ms")) {
      payer.script(calls((request, body) -> payerHeld.complete(request)), answers(200));
      var answer = engine.postAsync("/orders", "{}");
      payerHeld.join();
      held.join().response().end();
      assertOutcome(answer.join(), 200, "delivered");
      payerHeld.join().response().setStatusCode(503).end();
      engine.drain();
      assertEquals(List.of(1, 1, 1), begun());
    }
  }

  @Test
  void theDeadlineCancelsEveryRetryToCome() {
    CompletableFuture<HttpServerRequest> payerHeld = new CompletableFuture<>();
    try (TestEngine engine = start("all", "10ms")) {
      payer.script(calls((request, body) -> payerHeld.complete(request)), answers(200));
      assertOutcome(engine.post("/orders", "{}", "Prefer", "wait=3"), 504, "unknown");
      payerHeld.join().response().setStatusCode(503).end();
      held.join().response().end();
      engine.drain();
      assertEquals(List.of(1, 1, 0), begun());
    }
  }

  @Test
  void whatIsOnTheWireAtTheDeadlineIsRecordedAsItEnds() {
    try (TestEngine engine = start("all", "10ms")) {
      var answer = engine.post("/orders", "{}", "Prefer", "wait=3");
      JsonObject body = assertOutcome(answer, 504, "unknown");
      assertDestination(body, "lab", "unknown", null, 1);
      assertDestination(body, "payer", "delivered", 200, 1);
      held.join().response().end();
      JsonObject settled = engine.awaitSettled(body.getString("messageId"));
      assertDestination(settled, "lab", "delivered", 200, 1);
      engine.drain();
      assertEquals(List.of(1, 1, 0), begun());
    }
  }

  @Test
  void aYesLeavesRoomForTheRetriesOfWhatIsNotRequired() {
    try (TestEngine engine = start("all", "10ms")) {
      archive.script(answers(503), closesAfterRequest(), answers(200));
      var answer = engine.postAsync("/orders", "{}");
      held.join().response().end();
      JsonObject body = assertOutcome(answer.join(), 200, "delivered");
      JsonObject settled = engine.awaitSettled(body.getString("messageId"));
      assertDestination(settled, "archive", "delivered", 200, 3);
      engine.drain();
      assertEquals(List.of(1, 1, 3), begun());
    }
  }
}
