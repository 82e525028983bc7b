package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.after;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The deadline: who may change it, what becomes of a message that it catches, and what travels downstream. */
final class DeadlineIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: %s
      to:
        - id: lab
          http: { url: "%s", timeout: 20s, concurrency: 1 }
          idempotent: true
          retry: { attempts: 5, backoff: 20ms, factor: 1 }
      """;

  @TempDir Path folder;

  @Test
  void isShortenedByTheSender() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("30s", lab.url()))) {
      lab.script(calls((request, body) -> held.complete(request)), answers(200));
      long before = System.nanoTime();
      JsonObject body =
          assertOutcome(engine.post("/orders", "{}", "Prefer", "wait=2"), 504, "unknown");
      assertDestination(body, "lab", "unknown", null, 1);
      long millis = (System.nanoTime() - before) / 1_000_000;
      assertTrue(millis >= 1_995 && millis < 15_000, "answered after " + millis + " ms");
      assertTrue(deadlines(lab).getFirst() <= 2_000, "told " + deadlines(lab));
      held.join().response().setStatusCode(503).end();
      engine.drain();
      assertEquals(1, lab.begun(), "no new attempt after the answer");
    }
  }

  @Test
  void isNotLengthenedByTheSender() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("2s", lab.url()))) {
      lab.script(calls((request, body) -> held.complete(request)), answers(200));
      assertOutcome(engine.post("/orders", "{}", "Prefer", "wait=60"), 504, "unknown");
      assertTrue(deadlines(lab).getFirst() <= 2_000, "told " + deadlines(lab));
      held.join().response().setStatusCode(503).end();
      engine.drain();
      assertEquals(1, lab.begun());
    }
  }

  @Test
  void endsTheWaitInTheQueueWithoutASend() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("20s", lab.url()))) {
      lab.script(calls((request, body) -> held.complete(request)), answers(200));
      var first = engine.postAsync("/orders", "{\"n\":1}");
      lab.awaitReceived(1);
      assertNotAttempted(
          engine.post("/orders", "{\"n\":2}", "Prefer", "wait=0.15"), 503, "deadline");
      held.join().response().end();
      assertEquals(200, first.join().statusCode());
      engine.drain();
      assertEquals(List.of("{\"n\":1}"), lab.bodies());
      assertEquals(1, lab.begun());
    }
  }

  @Test
  void endsTheWaitInALaneWithoutASend() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    String route = ROUTE.replace("concurrency: 1", "concurrency: 8") + "order: strict\n";
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, route.formatted("20s", lab.url()))) {
      lab.script(calls((request, body) -> held.complete(request)), answers(200));
      var first = engine.postAsync("/orders", "{\"n\":1}");
      lab.awaitReceived(1);
      assertNotAttempted(
          engine.post("/orders", "{\"n\":2}", "Prefer", "wait=0.15"), 503, "deadline");
      held.join().response().end();
      assertEquals(200, first.join().statusCode());
      assertOutcome(engine.post("/orders", "{\"n\":3}"), 200, "delivered");
      engine.drain();
      assertEquals(List.of("{\"n\":1}", "{\"n\":3}"), lab.bodies());
    }
  }

  @Test
  void ofNothingSendsNothing() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("20s", lab.url()))) {
      assertNotAttempted(engine.post("/orders", "{}", "Prefer", "wait=0"), 503, "deadline");
      engine.drain();
      assertEquals(0, lab.begun());
    }
  }

  @Test
  void whatRemainsOfItTravelsDownstreamAndShrinks() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("10s", lab.url()))) {
      lab.script(answers(503), after(50, answers(503)), answers(200));
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      List<Long> told = deadlines(lab);
      assertEquals(3, told.size());
      assertTrue(told.get(0) <= 10_000, "told " + told);
      assertTrue(told.get(1) <= told.get(0) - 15, "told " + told);
      assertTrue(told.get(2) <= told.get(1) - 65, "told " + told);
      assertTrue(told.get(2) > 0, "told " + told);
    }
  }

  private static List<Long> deadlines(ScriptedDestination lab) {
    return lab.received().stream()
        .map(one -> Long.parseLong(one.headers().get("X-Deadline-Ms")))
        .toList();
  }
}
