package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.OutcomeAssertions.destination;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.answersHalf;
import static io.roundtrip.kit.ScriptedDestination.closesAfterRequest;
import static io.roundtrip.kit.ScriptedDestination.hangs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Retries: only after what cannot have arrived, unless the destination takes a message twice without harm. */
final class RetryIT {
  private static final String ONE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 10s
      to:
        - id: lab
          http: { url: "%s", timeout: %s }
          idempotent: %s
          retry: { attempts: 5, backoff: 20ms, factor: 1 }
      """;

  private static final String TWO = ONE + "  - { id: payer, http: { url: \"%s\" } }\n";

  @TempDir Path folder;

  @Test
  void followsWhatWasNotAttempted() {
    int port = ScriptedDestination.refusingPort();
    String route =
        ONE.formatted("http://127.0.0.1:" + port + "/", "5s", false)
                .replace("attempts: 5", "attempts: 100")
            + "reply: queued\n";
    try (TestEngine engine = TestEngine.start(folder, route)) {
      String id =
          assertOutcome(engine.post("/orders", "{}"), 202, "accepted").getString("messageId");
      TestEngine.await(
          "two attempts",
          () -> TestEngine.json(engine.get("/messages/" + id)),
          view -> destination(view, "lab").getInteger("attempts") >= 2);
      try (ScriptedDestination lab = new ScriptedDestination(port)) {
        assertEquals("delivered", engine.awaitSettled(id).getString("outcome"));
        engine.drain();
        assertEquals(1, lab.begun());
        assertEquals(id, lab.received().getFirst().headers().get("Idempotency-Key"));
      }
    }
  }

  @Test
  void doesNotFollowAnAnswerWithoutIdempotence() {
    for (int status : List.of(408, 429, 500, 503)) {
      assertReceivedOnce("5s", false, answers(status), 502, "rejected");
    }
  }

  @Test
  void doesNotFollowSilenceOrABrokenConnectionWithoutIdempotence() {
    assertReceivedOnce("1500ms", false, hangs(), 504, "unknown");
    assertReceivedOnce("5s", false, closesAfterRequest(), 504, "unknown");
    assertReceivedOnce("5s", false, answersHalf(), 504, "unknown");
  }

  @Test
  void doesNotFollowAFlatNoEvenWithIdempotence() {
    for (int status : List.of(302, 400, 404, 409, 422)) {
      assertReceivedOnce("5s", true, answers(status), 502, "rejected");
    }
  }

  private void assertReceivedOnce(
      String timeout,
      boolean idempotent,
      ScriptedDestination.Answer first,
      int status,
      String outcome) {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine =
            TestEngine.start(folder, ONE.formatted(lab.url(), timeout, idempotent))) {
      lab.script(first, answers(200));
      assertOutcome(engine.post("/orders", "{}"), status, outcome);
      engine.drain();
      assertEquals(1, lab.begun());
    }
  }

  @Test
  void followsWhatMayPassToAnIdempotentDestinationWithTheSameKeyEachTime() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ONE.formatted(lab.url(), "5s", true))) {
      lab.script(answers(408), answers(429), answers(500), closesAfterRequest(), answers(200));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      assertDestination(body, "lab", "delivered", 200, 5);
      lab.script(closesAfterRequest(), answers(200));
      HttpResponse<String> second = engine.post("/orders", "{}", "Idempotency-Key", "mine");
      assertDestination(assertOutcome(second, 200, "delivered"), "lab", "delivered", 200, 2);
      engine.drain();
      List<String> keys =
          lab.received().stream().map(one -> one.headers().get("Idempotency-Key")).toList();
      String own = body.getString("messageId");
      assertEquals(List.of(own, own, own, own, own, "mine", "mine"), keys);
      assertEquals(7, lab.begun());
    }
  }

  @Test
  void followsSilenceOfAnIdempotentDestination() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ONE.formatted(lab.url(), "1500ms", true))) {
      lab.script(hangs(), answers(200));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      int attempts = destination(body, "lab").getInteger("attempts");
      engine.drain();
      assertTrue(attempts >= 2, "made " + attempts);
      assertEquals(attempts, lab.begun());
    }
  }

  @Test
  void staysUnknownWhenALaterAttemptSaysNo() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ONE.formatted(lab.url(), "5s", true))) {
      lab.script(closesAfterRequest(), answers(422));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 504, "unknown");
      assertEquals("unknown", destination(body, "lab").getString("outcome"));
      engine.drain();
      assertEquals(2, lab.begun());
    }
  }

  @Test
  void makesNoMoreAttemptsThanTheRouteAllows() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ONE.formatted(lab.url(), "5s", true))) {
      lab.script(answers(503));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      assertDestination(body, "lab", "rejected", 503, 5);
      engine.drain();
      assertEquals(5, lab.begun());
    }
  }

  @Test
  void staysInsideTheDeadlineAndSaysSoAtOnce() {
    String route = ONE.replace("backoff: 20ms", "backoff: 20s, max-backoff: 20s");
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, route.formatted(lab.url(), "5s", true))) {
      lab.script(answers(503), answers(200));
      long before = System.nanoTime();
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      assertTrue(System.nanoTime() - before < 9_000_000_000L, "no use to wait for the deadline");
      assertDestination(body, "lab", "rejected", 503, 1);
      engine.drain();
      assertEquals(1, lab.begun());
    }
  }

  @Test
  void sendsNothingAgainToADestinationThatConfirmed() {
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination payer = new ScriptedDestination();
        TestEngine engine =
            TestEngine.start(folder, TWO.formatted(lab.url(), "5s", true, payer.url()))) {
      lab.script(answers(503), closesAfterRequest(), answers(200));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      assertDestination(body, "lab", "delivered", 200, 3);
      assertDestination(body, "payer", "delivered", 200, 1);
      engine.drain();
      assertEquals(3, lab.begun());
      assertEquals(1, payer.begun());
    }
  }
}
