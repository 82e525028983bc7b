package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.closesAfterRequest;
import static io.roundtrip.kit.ScriptedDestination.hangs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawSender;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.ScriptedDestination.Answer;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A system over HTTP that takes arrays: what each sender is told of its own item. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ArrayIT {
  private static final String ENGINE = TestEngine.ENGINE_CONF.replace("shards: 2", "shards: 1");
  private static final String OF_THREE = "count: 3, age: 4s, when-idle: wait";

  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      format: json
      deadline: %s
      to:
        - id: lab
          http: { url: "%s", timeout: 8s, batch: { %s } }
      """;

  @TempDir Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();

  @AfterEach
  void closeDestination() {
    lab.stop();
  }

  private String route(String batch, String more) {
    return ROUTE.formatted("10s", lab.url(), batch) + more;
  }

  private TestEngine start(String batch, String more) {
    return TestEngine.startWith(folder, ENGINE, route(batch, more));
  }

  private static List<HttpResponse<String>> postEach(TestEngine engine, String... bodies) {
    List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
    for (String body : bodies) {
      all.add(engine.postAsync("/orders", body));
    }
    return all.stream().map(CompletableFuture::join).toList();
  }

  private static List<HttpResponse<String>> postThree(TestEngine engine) {
    return postEach(engine, "{\"n\":1}", "{\"n\":2}", "{\"n\":3}");
  }

  /** The numbers of the items of each array that arrived, in their own order. */
  private List<List<Integer>> arrays() {
    return lab.bodies().stream().map(ArrayIT::numbers).toList();
  }

  private static List<Integer> numbers(String array) {
    return new JsonArray(array)
        .stream().map(item -> ((JsonObject) item).getInteger("n")).sorted().toList();
  }

  /** Answers each item with its own status. */
  private static Answer each(int status, IntUnaryOperator ofItem) {
    return (vertx, request, body) -> {
      JsonArray answer = new JsonArray();
      for (Object item : new JsonArray(body)) {
        int number = ((JsonObject) item).getInteger("n");
        answer.add(
            new JsonObject()
                .put("status", ofItem.applyAsInt(number))
                .put("body", new JsonObject().put("took", number)));
      }
      answers(status, new JsonObject().put("items", answer).encode()).to(vertx, request, body);
    };
  }

  private static void assertLab(
      HttpResponse<String> answer, int status, String outcome, int labStatus, int attempts) {
    JsonObject body = assertOutcome(answer, status, outcome);
    assertDestination(body, "lab", outcome, labStatus, attempts);
  }

  @Test
  void eachSenderIsToldWhatBecameOfItsOwnItem() {
    lab.script(each(207, n -> n == 1 ? 201 : n == 2 ? 422 : 503));
    try (TestEngine engine = start(OF_THREE, "")) {
      List<HttpResponse<String>> told = postThree(engine);
      assertLab(told.get(0), 200, "delivered", 201, 1);
      assertLab(told.get(1), 502, "rejected", 422, 1);
      assertLab(told.get(2), 502, "rejected", 503, 1);
    }
    ScriptedDestination.Received array = lab.received().getFirst();
    assertEquals(1, lab.begun());
    assertEquals(List.of(1, 2, 3), numbers(array.body()));
    assertEquals("application/json", array.headers().get("Content-Type"));
    assertTrue(String.valueOf(array.headers().get("Idempotency-Key")).matches("[0-9a-f]{64}"));
    assertTrue(Long.parseLong(String.valueOf(array.headers().get("X-Deadline-Ms"))) > 1_000);
    assertNull(array.headers().get("traceparent"));
  }

  @Test
  void anAnswerToTheWholeIsThatOfEachItem() {
    try (TestEngine engine = start(OF_THREE, "")) {
      lab.script(answers(202, "taken"));
      postThree(engine).forEach(told -> assertLab(told, 200, "delivered", 202, 1));
      lab.script(answers(500));
      postThree(engine).forEach(told -> assertLab(told, 502, "rejected", 500, 1));
      assertEquals(2, lab.begun());
    }
  }

  @Test
  void aWholeThatFailsIsSentAgainWhereThatDoesNoHarm() {
    lab.script(answers(503), closesAfterRequest(), answers(200));
    String again =
        """
            idempotent: true
            retry: { attempts: 4, backoff: 10ms }
        """;
    try (TestEngine engine = start(OF_THREE, again)) {
      postThree(engine).forEach(told -> assertLab(told, 200, "delivered", 200, 3));
    }
    List<Integer> all = List.of(1, 2, 3);
    assertEquals(List.of(all, all, all), arrays());
  }

  @Test
  void aBatchThatIsSplitFindsTheItemsAtFault() {
    lab.script(
        (vertx, request, body) ->
            answers(numbers(body).contains(2) ? 422 : 200).to(vertx, request, body));
    try (TestEngine engine = start(OF_THREE + ", on-failure: split", "")) {
      List<HttpResponse<String>> told = postThree(engine);
      assertLab(told.get(0), 200, "delivered", 200, 1);
      assertLab(told.get(1), 502, "rejected", 422, 1);
      assertLab(told.get(2), 200, "delivered", 200, 1);
    }
    assertTrue(lab.begun() <= 5, () -> arrays().toString());
  }

  private static JsonObject batches(TestEngine engine) {
    return TestEngine.json(engine.manage("/api/routes/orders"))
        .getJsonArray("destinations")
        .getJsonObject(0)
        .getJsonObject("batches");
  }

  @Test
  void batchesAreCountedWithWhatClosedThemTheirSizesAgesAndSplits() {
    lab.script(
        (vertx, request, body) ->
            answers(numbers(body).contains(2) ? 422 : 200).to(vertx, request, body));
    String some = "count: 3, age: 300ms, when-idle: wait, on-failure: split";
    try (TestEngine engine = start(some, "")) {
      postThree(engine);
      JsonObject full = batches(engine);
      assertEquals(3, full.getInteger("items"));
      assertEquals(3, full.getDouble("averageItems"));
      assertEquals(1, full.getJsonObject("closedBy").getInteger("count"));
      int splits = full.getInteger("splits");
      assertTrue(splits == 1 || splits == 2, full::encode);
      assertEquals(1 + 2 * splits, full.getInteger("requests"));
      assertEquals(lab.begun(), full.getInteger("requests"));
      assertEquals(200, engine.post("/orders", "{\"n\":4}").statusCode());
      JsonObject aged = batches(engine);
      assertEquals(1, aged.getJsonObject("closedBy").getInteger("age"));
      assertEquals(2, aged.getDouble("averageItems"));
      assertTrue(aged.getDouble("averageAgeMs") >= 150, aged::encode);
      assertEquals(0, aged.getInteger("waiting"));
      String metrics = engine.manage("/metrics").body();
      String of = "destination=\"lab\",route=\"orders\"";
      for (String line :
          List.of(
              "batches_total{closed_by=\"age\"," + of + "} 1.0",
              "batches_total{closed_by=\"count\"," + of + "} 1.0",
              "splits_total{" + of + "} " + (double) splits,
              "requests_total{" + of + "} " + (double) (2 + 2 * splits),
              "waiting_items{" + of + "} 0.0",
              "batch_items_bucket{" + of + ",le=\"1.0\"} 1",
              "batch_items_bucket{" + of + ",le=\"5.0\"} 2",
              "batch_items_sum{" + of + "} 4.0",
              "batch_age_seconds_bucket{" + of + ",le=\"0.25\"} 1",
              "batch_age_seconds_count{" + of + "} 2")) {
        assertTrue(metrics.contains("\nroundtrip_array_" + line + "\n"), () -> line + metrics);
      }
    }
  }

  @Test
  void aBatchThatMayHaveBeenTakenIsNotSplit() {
    lab.script(answers(500));
    try (TestEngine engine = start(OF_THREE + ", on-failure: split", "")) {
      postThree(engine).forEach(told -> assertLab(told, 502, "rejected", 500, 1));
      assertEquals(1, lab.begun());
    }
  }

  @Test
  void aConnectionThatBreaksAfterTheRequestLeavesEveryItemUnknown() {
    lab.script(closesAfterRequest());
    try (TestEngine engine = start(OF_THREE, "    retry: { attempts: 3, backoff: 10ms }\n")) {
      for (HttpResponse<String> told : postThree(engine)) {
        assertDestination(assertOutcome(told, 504, "unknown"), "lab", "unknown", null, 1);
      }
      assertEquals(1, lab.begun(), "what may have arrived is not sent again");
    }
  }

  @Test
  void noAnswerInTimeLeavesEveryItemUnknown() {
    lab.script(hangs(), answers(200));
    String route = route("count: 2, age: 200ms, when-idle: wait", "").replace("8s", "500ms");
    try (TestEngine engine = TestEngine.startWith(folder, ENGINE, route)) {
      for (HttpResponse<String> told : postEach(engine, "{\"n\":1}", "{\"n\":2}")) {
        assertDestination(assertOutcome(told, 504, "unknown"), "lab", "unknown", null, 1);
      }
      assertEquals(200, engine.post("/orders", "{\"n\":3}").statusCode(), "the next batch goes");
    }
  }

  @Test
  void aMessageThatIsWithdrawnLeavesItsBatch() {
    try (TestEngine engine = start(OF_THREE, "")) {
      RawSender sender = new RawSender(engine).post("/orders", "{\"n\":0}");
      Await.route(engine, "orders", route -> route.getInteger("inFlight") == 1);
      sender.leave();
      Await.idle(engine, "orders");
      assertEquals(0, lab.begun());
      postThree(engine).forEach(told -> assertLab(told, 200, "delivered", 200, 1));
    }
    assertEquals(List.of(List.of(1, 2, 3)), arrays());
  }

  @Test
  void aMessageWhoseDeadlinePassesLeavesItsBatch() {
    String route = ROUTE.formatted("300ms", lab.url(), OF_THREE);
    try (TestEngine engine = TestEngine.startWith(folder, ENGINE, route)) {
      JsonObject body = assertNotAttempted(engine.post("/orders", "{\"n\":0}"), 503, "deadline");
      assertDestination(body, "lab", "not-attempted", null, 0);
      engine.drain();
      assertEquals(0, lab.begun());
    }
  }

  @Test
  void aNoFromAnotherDestinationTakesTheMessageOutOfItsBatch() {
    try (ScriptedDestination other = new ScriptedDestination();
        TestEngine engine =
            start(OF_THREE, "  - { id: other, http: { url: \"%s\" } }\n".formatted(other.url()))) {
      other.script(answers(422));
      JsonObject body = assertOutcome(engine.post("/orders", "{\"n\":0}"), 502, "rejected");
      assertDestination(body, "other", "rejected", 422, 1);
      assertDestination(body, "lab", "not-attempted", null, 0);
      engine.drain();
      assertEquals(0, lab.begun());
    }
  }

  @Test
  void withoutAConnectionNothingIsSentToAnybody() {
    try (ScriptedDestination other = new ScriptedDestination();
        TestEngine engine =
            start(OF_THREE, "  - { id: other, http: { url: \"%s\" } }\n".formatted(other.url()))) {
      lab.stop();
      assertNotAttempted(engine.post("/orders", "{\"n\":0}"), 502, "no-connection");
      engine.drain();
      assertEquals(0, other.begun());
    }
  }

  @Test
  void whatIsNotOneJsonValueIsRefusedAndSpoilsNoArray() {
    try (TestEngine engine = start("count: 2, age: 4s, when-idle: wait", "")) {
      for (String body : List.of("", "{\"n\":1},{\"n\":2}", "{\"n\":1", "]", "\u00e4")) {
        assertNotAttempted(engine.post("/orders", body), 400, "malformed");
      }
      assertEquals(0, lab.begun());
      for (HttpResponse<String> told :
          postEach(engine, " {\"n\":1} ", "\ufeff{\"n\":2,\"t\":\"\u00e4\"}")) {
        assertLab(told, 200, "delivered", 200, 1);
      }
    }
    JsonArray array = new JsonArray(lab.bodies().getFirst());
    assertEquals(2, array.size());
    assertFalse(lab.bodies().getFirst().contains("\ufeff"));
  }

  @Test
  void respondWithGivesEachSenderTheAnswerToItsOwnItem() {
    try (TestEngine engine = start(OF_THREE, "respond-with: lab\n")) {
      lab.script(each(200, n -> n == 2 ? 422 : 201));
      List<HttpResponse<String>> told = postThree(engine);
      assertEquals(201, told.get(0).statusCode());
      assertEquals("{\"took\":1}", told.get(0).body());
      assertEquals("application/json", TestEngine.header(told.get(0), "Content-Type"));
      assertLab(told.get(1), 502, "rejected", 422, 1);
      assertEquals("{\"took\":3}", told.get(2).body());
      lab.script(answers(200, "{\"of\":\"all\"}"));
      for (HttpResponse<String> each : postThree(engine)) {
        assertEquals(200, each.statusCode());
        assertEquals("", each.body(), "the whole's answer may hold what others sent");
      }
    }
  }
}
