package io.roundtrip.state;

import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A route's state over HTTP, in memory alone: nothing here has a store. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StateIT {
  private static final String MACHINE =
      """
        event: /status
        machine: { initial: placed, transitions: { placed: [collected, cancelled], collected: [resulted], resulted: [corrected] } }
        update:
          - { set: lastResult, from: /result/value }
          - { increment: messages }
          - { max: highest, from: /result/value }
      """;

  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();

  StateIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private String route(String more, String state) {
    return """
    id: orders
    from: { http: { path: /orders } }
    format: json
    %s
    state:
      key: /orderId
    %s
    to: [ { id: lab, http: { url: "%s", timeout: 2s } } ]
    """
        .formatted(more, state, lab.url());
  }

  private TestEngine start() {
    return TestEngine.start(folder, route("deadline: 10s", MACHINE));
  }

  private static String event(String order, String status) {
    return "{\"orderId\":\"%s\",\"status\":\"%s\"}".formatted(order, status);
  }

  private static String result(String order, String value) {
    return "{\"orderId\":\"%s\",\"status\":\"resulted\",\"result\":{\"value\":%s}}"
        .formatted(order, value);
  }

  private static JsonObject state(TestEngine engine, String key) {
    HttpResponse<String> answer = engine.manage("/api/state/orders/" + key);
    assertEquals(200, answer.statusCode(), answer::body);
    return TestEngine.json(answer);
  }

  @Test
  void movesWithWhatIsDeliveredAndRefusesWhatItDoesNotAllow() {
    try (TestEngine engine = start()) {
      assertOutcome(engine.post("/orders", event("o1", "placed")), 200, "delivered");
      assertOutcome(engine.post("/orders", event("o1", "collected")), 200, "delivered");
      JsonObject no =
          assertNotAttempted(
              engine.post("/orders", event("o1", "corrected")), 409, "state-conflict");
      assertEquals("collected", no.getJsonObject("state").getString("state"));
      assertEquals("o1", no.getJsonObject("state").getString("key"));
      assertEquals(2, no.getJsonObject("state").getJsonObject("data").getInteger("messages"));
      assertEquals(2, lab.received().size(), "what is not allowed is not sent");
      assertOutcome(engine.post("/orders", result("o1", "7.50")), 200, "delivered");
      JsonObject state = state(engine, "o1");
      assertEquals("resulted", state.getString("state"));
      assertEquals(
          new JsonObject("{\"messages\":3,\"lastResult\":7.50,\"highest\":7.50}"),
          state.getJsonObject("data"));
      assertEquals(3, state.getInteger("version"));
      assertFalse(state.getBoolean("inDoubt"));
      assertTrue(Instant.parse(state.getString("updatedAt")).isAfter(Instant.EPOCH));
    }
  }

  @Test
  void eachKeyHasItsOwnState() {
    try (TestEngine engine = start()) {
      for (int i = 0; i < 20; i++) {
        assertEquals(200, engine.post("/orders", event("k" + i, "placed")).statusCode());
      }
      assertEquals(200, engine.post("/orders", event("k7", "cancelled")).statusCode());
      for (int i = 0; i < 20; i++) {
        assertEquals(i == 7 ? "cancelled" : "placed", state(engine, "k" + i).getString("state"));
      }
      JsonObject figures =
          TestEngine.json(engine.manage("/api/routes/orders")).getJsonObject("state");
      assertEquals(20, figures.getInteger("entities"));
      assertEquals(21, figures.getInteger("moved"));
      assertTrue(figures.getInteger("bytes") > 20 * 256, figures::encode);
      String metrics = engine.manage("/metrics").body();
      assertTrue(metrics.contains("roundtrip_state_entities{route=\"orders\"} 20.0"), metrics);
    }
  }

  @Test
  void staysWhereItIsWhenNobodyHasTheMessage() {
    try (TestEngine engine = start()) {
      assertEquals(200, engine.post("/orders", event("o1", "placed")).statusCode());
      lab.script(ScriptedDestination.answers(500));
      assertOutcome(engine.post("/orders", event("o1", "collected")), 502, "rejected");
      JsonObject state = state(engine, "o1");
      assertEquals("placed", state.getString("state"));
      assertEquals(1, state.getInteger("version"));
      lab.script(ScriptedDestination.answers(200));
      assertEquals(200, engine.post("/orders", event("o1", "collected")).statusCode());
    }
  }

  @Test
  void isInDoubtUntilALaterEventIsDelivered() {
    try (TestEngine engine = start()) {
      assertEquals(200, engine.post("/orders", event("o1", "placed")).statusCode());
      lab.script(ScriptedDestination.closesAfterRequest());
      assertOutcome(engine.post("/orders", event("o1", "collected")), 504, "unknown");
      JsonObject doubted = state(engine, "o1");
      assertEquals("placed", doubted.getString("state"));
      assertTrue(doubted.getBoolean("inDoubt"));
      lab.script(ScriptedDestination.answers(500));
      assertOutcome(engine.post("/orders", event("o1", "collected")), 502, "rejected");
      assertTrue(state(engine, "o1").getBoolean("inDoubt"), "a no says nothing of the one before");
      lab.script(ScriptedDestination.answers(200));
      assertOutcome(engine.post("/orders", event("o1", "collected")), 200, "delivered");
      JsonObject sure = state(engine, "o1");
      assertEquals("collected", sure.getString("state"));
      assertFalse(sure.getBoolean("inDoubt"));
    }
  }

  @Test
  void ofWhatCameToNothingNothingIsRemembered() {
    try (TestEngine engine = start()) {
      lab.script(ScriptedDestination.answers(500));
      assertOutcome(engine.post("/orders", event("o1", "placed")), 502, "rejected");
      JsonObject no =
          assertNotAttempted(
              engine.post("/orders", event("o1", "resulted")), 409, "state-conflict");
      assertEquals("placed", no.getJsonObject("state").getString("state"));
      assertEquals(0, no.getJsonObject("state").getInteger("version"));
      HttpResponse<String> none = engine.manage("/api/state/orders/o1");
      assertEquals(404, none.statusCode());
      assertEquals("No such state", TestEngine.json(none).getString("title"));
      assertEquals(404, engine.manage("/api/state/nobody/o1").statusCode());
      assertEquals(400, engine.manage("/api/state/orders/o1?at=2026-01-01T00:00:00Z").statusCode());
      assertEquals(400, engine.manage("/api/state/orders/o1?at=yesterday").statusCode());
    }
  }

  @Test
  void messagesOfAKeyAreCheckedInTheirOrder() {
    try (TestEngine engine = start()) {
      lab.script(ScriptedDestination.after(30, ScriptedDestination.answers(200)));
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (String status : List.of("placed", "collected", "resulted", "corrected")) {
        answers.add(engine.postAsync("/orders", event("o1", status)));
        int sent = answers.size();
        Await.until(
            "the message has arrived",
            () -> TestEngine.json(engine.manage("/api/routes/orders")).getJsonObject("queue"),
            queue -> queue.getInteger("enqueued") == sent);
      }
      answers.forEach(answer -> assertEquals(200, answer.join().statusCode()));
      assertEquals(
          List.of("placed", "collected", "resulted", "corrected"),
          lab.bodies().stream().map(body -> new JsonObject(body).getString("status")).toList());
      assertEquals("corrected", state(engine, "o1").getString("state"));
    }
  }

  @Test
  void ofManyThatClaimOneStepOneTakesIt() {
    try (TestEngine engine = start()) {
      assertEquals(200, engine.post("/orders", event("o1", "placed")).statusCode());
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(
            engine.postAsync("/orders", event("o1", i % 2 == 0 ? "collected" : "cancelled")));
      }
      long taken = answers.stream().filter(one -> one.join().statusCode() == 200).count();
      long refused = answers.stream().filter(one -> one.join().statusCode() == 409).count();
      assertEquals(1, taken);
      assertEquals(49, refused);
      assertEquals(2, lab.received().size());
    }
  }

  @Test
  void aMessageThatDoesNotFitIsTheSendersFault() {
    try (TestEngine engine = start()) {
      assertNotAttempted(engine.post("/orders", "{\"orderId\":\"o1\"}"), 422, "missing-value");
      JsonObject no =
          assertNotAttempted(
              engine.post(
                  "/orders",
                  "{\"orderId\":\"o1\",\"status\":\"placed\",\"result\":{\"value\":\"high\"}}"),
              422,
              "missing-value");
      assertEquals(
          "state: '/result/value' is not a number of at most 64 characters",
          no.getString("detail"));
      assertNotAttempted(engine.post("/orders", "{\"status\":\"placed\"}"), 422, "missing-value");
      assertNotAttempted(
          engine.post("/orders", event("x".repeat(1001), "placed")), 422, "missing-value");
      assertNotAttempted(engine.post("/orders", event("a\\u0000", "placed")), 422, "missing-value");
      assertEquals(0, lab.received().size());
    }
  }

  @Test
  void keysOfAnyCharactersAreFoundByTheirUrl() {
    try (TestEngine engine = start()) {
      assertEquals(200, engine.post("/orders", event("a/b c+é?%", "placed")).statusCode());
      JsonObject state = state(engine, "a%2Fb%20c%2B%C3%A9%3F%25");
      assertEquals("a/b c+é?%", state.getString("key"));
      assertEquals("placed", state.getString("state"));
    }
  }

  @Test
  void aBatchShowsTheStateOfWhatItRefuses() {
    try (TestEngine engine = start()) {
      JsonArray items =
          new JsonArray()
              .add(
                  new JsonObject()
                      .put("path", "/orders")
                      .put("body", new JsonObject(event("o1", "corrected"))));
      HttpResponse<String> answer = engine.post("/batch", items.encode());
      JsonObject item = TestEngine.json(answer).getJsonArray("items").getJsonObject(0);
      assertEquals(409, item.getInteger("status"));
      assertEquals("placed", item.getJsonObject("state").getString("state"));
    }
  }

  @Test
  void whatIsQueuedIsCheckedWhenItsTurnComes() {
    try (TestEngine engine = TestEngine.start(folder, route("reply: queued", MACHINE))) {
      assertOutcome(engine.post("/orders", event("o1", "placed")), 202, "accepted");
      HttpResponse<String> accepted = engine.post("/orders", event("o1", "corrected"));
      JsonObject settled = engine.awaitSettled(TestEngine.json(accepted).getString("messageId"));
      assertEquals("not-attempted", settled.getString("outcome"));
      assertEquals("placed", state(engine, "o1").getString("state"));
      assertEquals(1, lab.received().size());
    }
  }

  @Test
  void aDictionaryNeedsNoMachineAndMayBeMadeAwayFromTheLoop() {
    String update =
        """
          offload: true
          update: [ { set: name, from: /name }, { increment: n } ]
        """;
    try (TestEngine engine = TestEngine.start(folder, route("", update))) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        answers.add(
            engine.postAsync("/orders", "{\"orderId\":\"k%d\",\"name\":%d}".formatted(i % 3, i)));
      }
      answers.forEach(answer -> assertEquals(200, answer.join().statusCode()));
      int sum = 0;
      for (int k = 0; k < 3; k++) {
        JsonObject state = state(engine, "k" + k);
        sum += state.getJsonObject("data").getInteger("n");
        assertNull(state.getString("state"));
      }
      assertEquals(100, sum);
    }
  }

  @Test
  void whoAsksNeverSeesHalfOfAChangeNorWhatIsBehindAnAnswer() {
    String twins = "  update: [ { increment: one }, { increment: other } ]\n";
    try (TestEngine engine = TestEngine.start(folder, route("", twins))) {
      assertEquals(200, engine.post("/orders", "{\"orderId\":\"k\"}").statusCode());
      int answered = 1;
      while (answered < 200) {
        List<CompletableFuture<HttpResponse<String>>> some = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
          some.add(engine.postAsync("/orders", "{\"orderId\":\"k\"}"));
        }
        while (!some.stream().allMatch(CompletableFuture::isDone)) {
          JsonObject data = state(engine, "k").getJsonObject("data");
          assertEquals(data.getInteger("one"), data.getInteger("other"));
          assertTrue(data.getInteger("one") >= answered, data::encode);
        }
        some.forEach(answer -> assertEquals(200, answer.join().statusCode()));
        answered += some.size();
        assertEquals(answered, state(engine, "k").getInteger("version"));
      }
    }
  }

  @Test
  void withoutAStoreAFullMemoryRefusesNewKeysUntilOldOnesAreIdle() {
    String few = MACHINE + "  max-entities: 2\n  idle: 300ms\n";
    String one = TestEngine.ENGINE_CONF.replace("shards: 2", "shards: 1");
    try (TestEngine engine = TestEngine.startWith(folder, one, route("", few))) {
      assertEquals(200, engine.post("/orders", event("a", "placed")).statusCode());
      assertEquals(200, engine.post("/orders", event("b", "placed")).statusCode());
      assertNotAttempted(engine.post("/orders", event("c", "placed")), 503, "state-full");
      Await.until(
          "room",
          () -> engine.post("/orders", event("c", "placed")).statusCode(),
          status -> status == 200);
      JsonObject figures =
          Await.until(
              "all are idle",
              () -> TestEngine.json(engine.manage("/api/routes/orders")).getJsonObject("state"),
              state -> state.getInteger("entities") == 0);
      assertEquals(0, figures.getInteger("bytes"));
      assertEquals(3, figures.getInteger("evicted"));
    }
  }
}
