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
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code rejected}: a counted destination said no, and none has the message. */
final class RejectedIT {
  private static final String ONE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 15s
      to:
        - id: lab
          http: { url: "%s", success: %s }
          retry: { attempts: 3, backoff: 10ms }
      """;

  private static final String TWO =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 15s
      to:
        - { id: lab, http: { url: "%s" } }
        - { id: payer, http: { url: "%s" } }
        - { id: archive, required: false, http: { url: "%s" } }
      """;

  @TempDir Path folder;

  @Test
  void answers502WhenTheDestinationSaysNoAndKeepsItsTextToItself() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ONE.formatted(lab.url(), "2xx"))) {
      lab.script(answers(422, "{\"secret\":\"Jane Roe\"}"));
      HttpResponse<String> answer = engine.post("/orders", "{}");
      JsonObject body = assertOutcome(answer, 502, "rejected");
      assertDestination(body, "lab", "rejected", 422, 1);
      assertFalse(answer.body().contains("Jane"), "a destination's text is not passed on");
      engine.drain();
      assertEquals(1, lab.begun());
    }
  }

  @Test
  void countsEveryStatusOutsideSuccessAsNo() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ONE.formatted(lab.url(), "[200, 409]"))) {
      lab.script(answers(202), answers(204, ""), answers(500), answers(409), answers(200));
      assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      engine.drain();
      assertEquals(5, lab.begun());
    }
  }

  @Test
  void followsNoRedirect() {
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination elsewhere = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ONE.formatted(lab.url(), "2xx"))) {
      for (int status : List.of(301, 302, 303, 307, 308)) {
        lab.script(
            calls(
                (request, body) ->
                    request
                        .response()
                        .setStatusCode(status)
                        .putHeader("Location", elsewhere.url())
                        .end()));
        JsonObject body = assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
        assertDestination(body, "lab", "rejected", status, 1);
      }
      engine.drain();
      assertEquals(5, lab.begun());
      assertEquals(0, elsewhere.begun());
    }
  }

  @Test
  void saysNoForAllWhenAllSayNoAndSendsNothingToTheOneThatIsNotRequired() {
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination payer = new ScriptedDestination();
        ScriptedDestination archive = new ScriptedDestination();
        TestEngine engine =
            TestEngine.start(folder, TWO.formatted(lab.url(), payer.url(), archive.url()))) {
      lab.script(answers(400));
      payer.script(after(100, answers(500)));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      assertDestination(body, "lab", "rejected", 400, 1);
      assertDestination(body, "payer", "rejected", 500, 1);
      assertDestination(body, "archive", "not-attempted", null, 0);
      engine.drain();
      assertEquals(1, lab.begun());
      assertEquals(1, payer.begun());
      assertEquals(0, archive.begun());
    }
  }
}
