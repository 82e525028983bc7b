package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.OutcomeAssertions.destination;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which destinations must confirm before the sender is told so, and when the others are sent the message. */
final class AckPolicyIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 10s
      ack: %s
      to:
        - { id: lab, http: { url: "%s" } }
        - { id: payer, http: { url: "%s" } }
        - { id: ward, required: %s, http: { url: "%s" } }
      """;

  @TempDir Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final ScriptedDestination payer = new ScriptedDestination();
  private final ScriptedDestination ward = new ScriptedDestination();

  @AfterEach
  void closeDestinations() {
    List.of(lab, payer, ward).forEach(ScriptedDestination::close);
  }

  private TestEngine start(String ack, boolean wardRequired) {
    return TestEngine.start(
        folder, ROUTE.formatted(ack, lab.url(), payer.url(), wardRequired, ward.url()));
  }

  private List<Integer> begun() {
    return List.of(lab.begun(), payer.begun(), ward.begun());
  }

  @Test
  void allWaitsForTheLast() {
    AtomicBoolean wardHasAnswered = new AtomicBoolean();
    try (TestEngine engine = start("all", true)) {
      ward.script(
          after(
              150,
              calls(
                  (request, body) -> {
                    wardHasAnswered.set(true);
                    request.response().end();
                  })));
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      assertTrue(wardHasAnswered.get());
      engine.drain();
      assertEquals(List.of(1, 1, 1), begun());
    }
  }

  @Test
  void anyAnswersWithTheFirstAndRecordsWhatTheOthersSayLater() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (TestEngine engine = start("any", true)) {
      lab.script(calls((request, body) -> held.complete(request)));
      payer.script(answers(500));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      assertDestination(body, "ward", "delivered", 200, 1);
      held.join().response().setStatusCode(201).end();
      JsonObject settled = engine.awaitSettled(body.getString("messageId"));
      assertEquals("delivered", settled.getString("outcome"));
      assertDestination(settled, "lab", "delivered", 201, 1);
      assertDestination(settled, "payer", "rejected", 500, 1);
      engine.drain();
      assertEquals(List.of(1, 1, 1), begun());
    }
  }

  @Test
  void anyDoesWithoutThoseThatCannotBeReached() {
    lab.stop();
    payer.stop();
    try (TestEngine engine = start("any", true)) {
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      engine.drain();
      assertEquals(1, ward.begun());
    }
  }

  @Test
  void quorumIsMetByItsNumber() {
    try (TestEngine engine = start("quorum:2", true)) {
      lab.script(answers(500));
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      engine.drain();
      assertEquals(List.of(1, 1, 1), begun());
    }
  }

  @Test
  void quorumWaitsForItsNumber() {
    try (TestEngine engine = start("quorum:2", true)) {
      lab.script(answers(500));
      payer.script(after(150, answers(200)));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      assertDestination(body, "payer", "delivered", 200, 1);
    }
  }

  @Test
  void primarySendsToTheOthersOnlyAfterItHasConfirmed() {
    List<String> order = new CopyOnWriteArrayList<>();
    try (TestEngine engine = start("primary:lab", true)) {
      lab.script(after(150, noting("lab", order)));
      payer.script(noting("payer", order));
      ward.script(answers(500));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      assertEquals("pending", destination(body, "payer").getString("outcome"));
      JsonObject settled = engine.awaitSettled(body.getString("messageId"));
      assertEquals("delivered", settled.getString("outcome"), "only the primary counts");
      assertDestination(settled, "payer", "delivered", 200, 1);
      assertDestination(settled, "ward", "rejected", 500, 1);
      assertEquals(List.of("lab", "payer"), order);
    }
  }

  @Test
  void primaryThatSaysNoKeepsTheMessageFromTheOthers() {
    try (TestEngine engine = start("primary:lab", true)) {
      lab.script(answers(409));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 502, "rejected");
      assertDestination(body, "payer", "not-attempted", null, 0);
      engine.drain();
      assertEquals(List.of(1, 0, 0), begun());
    }
  }

  @Test
  void primaryThatDoesNotAnswerKeepsTheMessageFromTheOthers() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (TestEngine engine = start("primary:lab", true)) {
      lab.script(calls((request, body) -> held.complete(request)));
      assertOutcome(engine.post("/orders", "{}", "Prefer", "wait=3"), 504, "unknown");
      held.join().response().end();
      engine.drain();
      assertEquals(List.of(1, 0, 0), begun());
    }
  }

  @Test
  void sendsWhatIsNotRequiredAfterThePolicyIsMet() {
    List<String> order = new CopyOnWriteArrayList<>();
    try (TestEngine engine = start("all", false)) {
      lab.script(after(100, noting("lab", order)));
      payer.script(noting("payer", order));
      ward.script(noting("ward", order));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      engine.awaitSettled(body.getString("messageId"));
      assertEquals(List.of("payer", "lab", "ward"), order);
    }
  }

  @Test
  void answersWithoutWaitingForWhatIsNotRequired() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (TestEngine engine = start("all", false)) {
      ward.script(calls((request, body) -> held.complete(request)));
      JsonObject body = assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      held.join().response().setStatusCode(500).end();
      JsonObject settled = engine.awaitSettled(body.getString("messageId"));
      assertEquals(
          "delivered", settled.getString("outcome"), "what does not count changes nothing");
      assertDestination(settled, "ward", "rejected", 500, 1);
      engine.drain();
      assertEquals(List.of(1, 1, 1), begun());
    }
  }

  /** Notes, as the destination answers, that it has. */
  private static ScriptedDestination.Answer noting(String who, List<String> order) {
    return calls(
        (request, body) -> {
          order.add(who);
          request.response().end();
        });
  }
}
