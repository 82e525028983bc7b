package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.after;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code respond-with}: the destination's own status and body, with a delivered message and with no other. */
final class RespondWithIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 10s
      respond-with: lab
      to:
        - { id: lab, http: { url: "%s" } }
        - { id: payer, http: { url: "%s" } }
      """;

  @TempDir Path folder;

  @Test
  void passesOnStatusTypeAndBody() {
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination payer = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url(), payer.url()))) {
      lab.script(
          calls(
              (request, body) ->
                  request
                      .response()
                      .setStatusCode(201)
                      .putHeader("Content-Type", "text/plain; charset=utf-8")
                      .putHeader("Set-Cookie", "lab=1")
                      .end("grüße")));
      payer.script(after(50, answers(200, "{\"payer\":1}")));
      HttpResponse<String> answer = engine.post("/orders", "{}");
      assertEquals(201, answer.statusCode());
      assertEquals("grüße", answer.body());
      assertEquals("text/plain; charset=utf-8", TestEngine.header(answer, "Content-Type"));
      assertEquals("delivered", TestEngine.header(answer, "X-Delivery-Outcome"));
      assertEquals("", TestEngine.header(answer, "Set-Cookie"));
      assertTrue(TestEngine.header(answer, "Server-Timing").startsWith("queue;dur="));
      String id = TestEngine.header(answer, "X-Message-Id");
      assertEquals("delivered", engine.awaitSettled(id).getString("outcome"));
      engine.drain();
      assertEquals(1, lab.begun());
      assertEquals(1, payer.begun());
    }
  }

  @Test
  void passesOnAnEmptyAnswer() {
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination payer = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url(), payer.url()))) {
      lab.script(calls((request, body) -> request.response().setStatusCode(204).end()));
      HttpResponse<String> answer = engine.post("/orders", "{}");
      assertEquals(204, answer.statusCode());
      assertEquals("", answer.body());
      assertEquals("delivered", TestEngine.header(answer, "X-Delivery-Outcome"));
    }
  }

  @Test
  void keepsTheAnswerToItselfUnlessTheMessageWasDelivered() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination payer = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url(), payer.url()))) {
      lab.script(answers(200, "Jane Roe"), answers(409, "Jane Roe"), answers(200, "Jane Roe"));
      payer.script(answers(500), answers(500), calls((request, body) -> held.complete(request)));
      HttpResponse<String> partial = engine.post("/orders", "{}");
      assertOutcome(partial, 502, "partial");
      HttpResponse<String> rejected = engine.post("/orders", "{}");
      assertOutcome(rejected, 502, "rejected");
      HttpResponse<String> unknown = engine.post("/orders", "{}", "Prefer", "wait=3");
      assertOutcome(unknown, 504, "unknown");
      for (HttpResponse<String> answer : List.of(partial, rejected, unknown)) {
        assertFalse(answer.body().contains("Jane"), answer.body());
      }
      held.join().response().end();
    }
  }

  @Test
  void isTheAnswerOfThePrimary() {
    String route = ROUTE + "ack: primary:lab\n";
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination payer = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, route.formatted(lab.url(), payer.url()))) {
      lab.script(answers(202, "{\"order\":7}"));
      payer.script(answers(500));
      HttpResponse<String> answer = engine.post("/orders", "{}");
      assertEquals(202, answer.statusCode());
      assertEquals("{\"order\":7}", answer.body());
      assertEquals("delivered", TestEngine.header(answer, "X-Delivery-Outcome"));
    }
  }
}
