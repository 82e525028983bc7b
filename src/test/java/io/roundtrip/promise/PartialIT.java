package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.after;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.calls;
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

/** {@code partial}: the policy failed, nothing is unknown, and the body names who has the message. */
final class PartialIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 10s
      ack: %s
      to:
        - { id: lab, http: { url: "%s" } }
        - { id: payer, http: { url: "%s" } }
        - { id: ward, http: { url: "%s" } }
        - { id: archive, required: false, http: { url: "%s" } }
      """;

  @TempDir Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final ScriptedDestination payer = new ScriptedDestination();
  private final ScriptedDestination ward = new ScriptedDestination();
  private final ScriptedDestination archive = new ScriptedDestination();

  @AfterEach
  void closeDestinations() {
    List.of(lab, payer, ward, archive).forEach(ScriptedDestination::close);
  }

  private TestEngine start(String ack) {
    return TestEngine.start(
        folder, ROUTE.formatted(ack, lab.url(), payer.url(), ward.url(), archive.url()));
  }

  @Test
  void namesWhoHasTheMessage() {
    try (TestEngine engine = start("all")) {
      payer.script(answers(422, "Jane Roe is not insured"));
      HttpResponse<String> answer = engine.post("/orders", "{}");
      JsonObject body = assertOutcome(answer, 502, "partial");
      assertDestination(body, "lab", "delivered", 200, 1);
      assertDestination(body, "payer", "rejected", 422, 1);
      assertDestination(body, "ward", "delivered", 200, 1);
      assertDestination(body, "archive", "not-attempted", null, 0);
      assertFalse(answer.body().contains("Jane"));
      engine.drain();
      assertEquals(List.of(1, 1, 1, 0), begun());
    }
  }

  @Test
  void waitsUntilEveryStartedDestinationHasSettled() {
    try (TestEngine engine = start("all")) {
      payer.script(answers(422));
      lab.script(after(150, answers(200)));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 502, "partial");
      assertDestination(body, "lab", "delivered", 200, 1);
    }
  }

  @Test
  void isUnknownWhileOneIsStillOpenAtTheDeadline() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (TestEngine engine = start("all")) {
      payer.script(answers(422));
      lab.script(calls((request, body) -> held.complete(request)));
      JsonObject body =
          assertOutcome(engine.post("/orders", "{}", "Prefer", "wait=3"), 504, "unknown");
      assertDestination(body, "lab", "unknown", null, 1);
      assertDestination(body, "payer", "rejected", 422, 1);
      assertDestination(body, "ward", "delivered", 200, 1);
      held.join().response().end();
      engine.drain();
      assertEquals(List.of(1, 1, 1, 0), begun());
    }
  }

  @Test
  void isWhatAMissedQuorumIs() {
    try (TestEngine engine = start("quorum:2")) {
      payer.script(answers(422));
      ward.script(answers(500));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 502, "partial");
      assertDestination(body, "lab", "delivered", 200, 1);
      engine.drain();
      assertEquals(List.of(1, 1, 1, 0), begun());
    }
  }

  private List<Integer> begun() {
    return List.of(lab.begun(), payer.begun(), ward.begun(), archive.begun());
  }
}
