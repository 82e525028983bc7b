package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.OutcomeAssertions.destination;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.answersHalf;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static io.roundtrip.kit.ScriptedDestination.closesAfterRequest;
import static io.roundtrip.kit.ScriptedDestination.hangs;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.RawDestination;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code unknown}: the request was written, or may have been, and no full answer came in time. */
final class UnknownIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 15s
      to:
        - id: lab
          http: { url: "%s", timeout: %s, max-response: 64B }
          retry: { attempts: 3, backoff: 10ms }
        - { id: archive, required: false, http: { url: "%s" } }
      """;

  @TempDir Path folder;

  private void assertUnknownOnce(
      String timeout, ScriptedDestination.Answer answer, @Nullable Integer status) {
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination archive = new ScriptedDestination();
        TestEngine engine =
            TestEngine.start(folder, ROUTE.formatted(lab.url(), timeout, archive.url()))) {
      lab.script(answer);
      HttpResponse<String> told = engine.post("/orders", "{}");
      JsonObject body = assertOutcome(told, 504, "unknown");
      assertEquals("urn:roundtrip:problem:unknown", body.getString("type"));
      assertDestination(body, "lab", "unknown", status, 1);
      assertDestination(body, "archive", "not-attempted", null, 0);
      assertEquals("", TestEngine.header(told, "Retry-After"));
      engine.drain();
      assertEquals(1, lab.begun(), "what may have arrived is not sent again");
      assertEquals(0, archive.begun());
    }
  }

  @Test
  void answers504WhenNoAnswerComesInTime() {
    assertUnknownOnce("1500ms", hangs(), null);
  }

  @Test
  void answers504WhenTheConnectionBreaksAfterTheRequest() {
    assertUnknownOnce("10s", closesAfterRequest(), null);
  }

  @Test
  void answers504WhenTheAnswerBreaksOffHalfWay() {
    assertUnknownOnce("10s", answersHalf(), 200);
  }

  @Test
  void answers504WhenTheAnswerStopsHalfWay() {
    assertUnknownOnce(
        "1500ms",
        calls(
            (request, body) ->
                request.response().putHeader("Content-Length", "60").write("the first half")),
        null);
  }

  @Test
  void answers504WhenTheAnswerIsLongerThanMaxResponse() {
    assertUnknownOnce("10s", answers(200, "x".repeat(65)), 200);
  }

  @Test
  void takesAnAnswerOfExactlyMaxResponse() {
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination archive = new ScriptedDestination();
        TestEngine engine =
            TestEngine.start(folder, ROUTE.formatted(lab.url(), "10s", archive.url()))) {
      lab.script(answers(200, "x".repeat(64)));
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
    }
  }

  @Test
  void answers504WhenWhatComesIsNoFullHttpAnswer() {
    for (String answer :
        List.of(
            "it is a lab, but not on the web\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n",
            "HTTP/1.1 200 OK\r\nContent-Le",
            "HTTP/1.1 100 Continue\r\n\r\n")) {
      try (RawDestination lab = new RawDestination(answer);
          ScriptedDestination archive = new ScriptedDestination();
          TestEngine engine =
              TestEngine.start(folder, ROUTE.formatted(lab.url(), "10s", archive.url()))) {
        JsonObject body = assertOutcome(engine.post("/orders", "{}"), 504, "unknown");
        assertEquals("unknown", destination(body, "lab").getString("outcome"), answer);
        engine.drain();
        assertEquals(1, lab.received(), answer);
        assertEquals(0, archive.begun());
      }
    }
  }
}
