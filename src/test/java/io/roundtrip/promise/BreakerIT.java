package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.answersHalf;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static io.roundtrip.kit.ScriptedDestination.closesAfterRequest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The circuit breaker as a sender sees it: an answer at once, and a destination that is left alone. */
final class BreakerIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 10s
      to:
        - id: lab
          http: { url: "%s" }
          idempotent: %s
          retry: { attempts: 8, backoff: 5ms, factor: 1 }
          breaker: { failures: 3, open-for: %s }
      """;

  @TempDir Path folder;

  private TestEngine start(String url, boolean idempotent, String openFor) {
    return TestEngine.start(folder, ROUTE.formatted(url, idempotent, openFor));
  }

  @Test
  void opensAfterFailuresInARowAndSaysWhenToComeBack() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = start(lab.url(), false, "1m")) {
      lab.script(answers(500), closesAfterRequest(), answersHalf(), answers(200));
      assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      assertOutcome(engine.post("/orders", "{}"), 504, "unknown");
      assertOutcome(engine.post("/orders", "{}"), 504, "unknown");
      HttpResponse<String> answer = engine.post("/orders", "{}");
      JsonObject body = assertNotAttempted(answer, 503, "breaker-open");
      assertDestination(body, "lab", "not-attempted", null, 0);
      int seconds = Integer.parseInt(TestEngine.header(answer, "Retry-After"));
      assertTrue(seconds > 50 && seconds <= 60, "Retry-After: " + seconds);
      engine.drain();
      assertEquals(3, lab.begun());
    }
  }

  @Test
  void opensForADestinationThatCannotBeReached() {
    String nowhere = "http://127.0.0.1:" + ScriptedDestination.refusingPort() + "/";
    try (TestEngine engine = start(nowhere, false, "1m")) {
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 502, "not-attempted");
      assertDestination(body, "lab", "not-attempted", null, 3);
      assertNotAttempted(engine.post("/orders", "{}"), 503, "breaker-open");
    }
  }

  @Test
  void doesNotCountA4xx() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = start(lab.url(), false, "1m")) {
      lab.script(
          answers(400), answers(404), answers(408), answers(422), answers(429), answers(200));
      for (int i = 0; i < 5; i++) {
        assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      }
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      engine.drain();
      assertEquals(6, lab.begun());
    }
  }

  @Test
  void startsCountingAnewWhenADestinationConfirms() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = start(lab.url(), false, "1m")) {
      lab.script(
          answers(500), answers(500), answers(200), answers(500), answers(500), answers(200));
      for (int i = 0; i < 6; i++) {
        assertEquals(i % 3 == 2 ? 200 : 502, engine.post("/orders", "{}").statusCode());
      }
      engine.drain();
      assertEquals(6, lab.begun());
    }
  }

  @Test
  void endsRetries() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = start(lab.url(), true, "1m")) {
      lab.script(answers(503));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      assertDestination(body, "lab", "rejected", 503, 3);
      engine.drain();
      assertEquals(3, lab.begun());
    }
  }

  @Test
  void letsOneMessageTryAfterAWhileAndClosesWhenItIsConfirmed() {
    CompletableFuture<HttpServerRequest> probe = new CompletableFuture<>();
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = start(lab.url(), true, "500ms")) {
      lab.script(
          answers(503),
          answers(503),
          answers(503),
          calls((request, body) -> probe.complete(request)),
          answers(200));
      assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      CompletableFuture<HttpResponse<String>> trying =
          TestEngine.await(
              "a probe is let through",
              () -> engine.postAsync("/orders", "{}"),
              answer -> CompletableFuture.anyOf(answer, probe).join() != null && probe.isDone());
      assertNotAttempted(engine.post("/orders", "{}"), 503, "breaker-open");
      probe.join().response().end();
      assertEquals(200, trying.join().statusCode());
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      engine.drain();
      assertEquals(5, lab.begun());
    }
  }

  @Test
  void opensAgainWhenTheProbeFails() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = start(lab.url(), true, "3s")) {
      lab.script(answers(503));
      assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      HttpResponse<String> probe =
          TestEngine.await(
              "a probe is let through",
              () -> engine.post("/orders", "{}"),
              answer -> answer.statusCode() == 502);
      assertDestination(assertOutcome(probe, 502, "rejected"), "lab", "rejected", 503, 1);
      assertNotAttempted(engine.post("/orders", "{}"), 503, "breaker-open");
      engine.drain();
      assertEquals(4, lab.begun());
    }
  }
}
