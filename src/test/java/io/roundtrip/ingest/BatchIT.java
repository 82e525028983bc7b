package io.roundtrip.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BatchIT {
  private static final String ORDERS =
      """
      id: orders
      from: { http: { path: /orders } }
      format: json
      to: [ { id: lab, timeout: 20s, http: { url: "%s" } } ]
      """;
  private static final String RESULTS =
      """
      id: results
      from: { http: { path: /results } }
      format: hl7v2
      map: { format: json, rules: [ { to: /name, from: PID-5.1, required: true } ] }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;

  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();

  BatchIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private TestEngine start() {
    return TestEngine.start(folder, ORDERS.formatted(lab.url()), RESULTS.formatted(lab.url()));
  }

  private static JsonObject item(String path, Object body) {
    return new JsonObject().put("path", path).put("body", body);
  }

  private static HttpResponse<String> post(TestEngine engine, JsonObject... items) {
    return engine.post("/batch", new JsonArray(List.of(items)).encode());
  }

  private static List<Object> each(HttpResponse<String> answer, String name) {
    return TestEngine.json(answer).getJsonArray("items").stream()
        .map(item -> ((JsonObject) item).getValue(name))
        .toList();
  }

  @Test
  void refusesAnItemWhoseKeyWouldReachTheDestinationAsAnother() {
    try (TestEngine engine = start()) {
      JsonObject headers = new JsonObject().put("Idempotency-Key", "\u043a\u043b\u044e\u0447");
      HttpResponse<String> answer =
          post(engine, item("/orders", new JsonObject()).put("headers", headers));
      assertEquals(List.of(400), each(answer, "status"), answer.body());
      assertEquals(0, lab.received().size());
    }
  }

  @Test
  void answers200WhenEveryItemWasDelivered() {
    try (TestEngine engine = start()) {
      String hl7 = "MSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5\rPID|1||7||Doe\r";
      HttpResponse<String> answer =
          post(
              engine,
              item("/orders", new JsonObject().put("n", 1)),
              item("/orders", "{\"text\":true}")
                  .put(
                      "headers",
                      new JsonObject()
                          .put("Content-Type", "application/fhir+json")
                          .put("Idempotency-Key", "k-2")),
              item("/results", hl7));
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals("delivered", TestEngine.header(answer, "X-Delivery-Outcome"));
      assertEquals(List.of("delivered", "delivered", "delivered"), each(answer, "outcome"));
      assertEquals(List.of(200, 200, 200), each(answer, "status"));
      assertEquals(List.of("orders", "orders", "results"), each(answer, "route"));
      assertEquals(3, each(answer, "messageId").stream().distinct().count());
      assertEquals(
          List.of("{\"n\":1}", "{\"name\":\"Doe\"}", "{\"text\":true}"),
          lab.bodies().stream().sorted().toList());
      assertTrue(
          lab.received().stream()
              .anyMatch(
                  got ->
                      "k-2".equals(got.headers().get("Idempotency-Key"))
                          && "application/fhir+json".equals(got.headers().get("Content-Type"))));
    }
  }

  @Test
  void answers502WhenNoItemWasDeliveredAndNoneIsUnknown() {
    lab.script(ScriptedDestination.answers(500));
    try (TestEngine engine = start()) {
      HttpResponse<String> answer =
          post(
              engine,
              item("/orders", new JsonObject()),
              item("/nowhere", new JsonObject()),
              item("/results", "no hl7"),
              item("/results", new JsonObject()));
      assertEquals(502, answer.statusCode(), answer.body());
      assertEquals("application/problem+json", TestEngine.header(answer, "Content-Type"));
      assertEquals("rejected", TestEngine.header(answer, "X-Delivery-Outcome"));
      assertEquals(
          List.of("rejected", "not-attempted", "not-attempted", "not-attempted"),
          each(answer, "outcome"));
      assertEquals(List.of(502, 404, 400, 415), each(answer, "status"));
      assertEquals(1, lab.received().size());
    }
  }

  @Test
  void answers207WhenSomeItemsWereDelivered() {
    lab.script(
        (vertx, request, body) ->
            request.response().setStatusCode(body.contains("no") ? 400 : 200).end());
    try (TestEngine engine = start()) {
      HttpResponse<String> answer =
          post(
              engine,
              item("/orders", new JsonObject()),
              item("/orders", new JsonArray().add("no")));
      assertEquals(207, answer.statusCode(), answer.body());
      assertEquals("partial", TestEngine.header(answer, "X-Delivery-Outcome"));
      assertEquals(List.of("delivered", "rejected"), each(answer, "outcome"));
      assertEquals(List.of(200, 502), each(answer, "status"));
    }
  }

  @Test
  void answers207WhenAnItemIsUnknown() {
    lab.script(ScriptedDestination.closesAfterRequest());
    try (TestEngine engine = start()) {
      HttpResponse<String> answer =
          post(engine, item("/orders", new JsonObject()), item("/nowhere", new JsonObject()));
      assertEquals(207, answer.statusCode(), answer.body());
      assertEquals("unknown", TestEngine.header(answer, "X-Delivery-Outcome"));
      assertEquals(List.of(504, 404), each(answer, "status"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "{}",
        "[1]",
        "[{\"body\":1}]",
        "[{\"path\":1,\"body\":1}]",
        "[{\"path\":\"/orders\"}]",
        "[{\"path\":\"/orders\",\"body\":{},\"headers\":[]}]"
      })
  void refusesAnEnvelopeThatIsNone(String envelope) {
    try (TestEngine engine = start()) {
      HttpResponse<String> answer = engine.post("/batch", envelope);
      assertEquals(400, answer.statusCode(), answer.body());
      assertEquals("urn:roundtrip:problem:malformed", TestEngine.json(answer).getString("type"));
      assertEquals(0, lab.received().size());
    }
  }

  @Test
  void hasNoMoreThanSixteenItemsUnderWay() throws Exception {
    Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    lab.script(
        (vertx, request, body) ->
            held.add(() -> vertx.runOnContext(go -> request.response().end())));
    try (TestEngine engine = start()) {
      JsonArray items = new JsonArray();
      for (int i = 0; i < 40; i++) {
        items.add(item("/orders", new JsonObject().put("n", i)));
      }
      var answer = engine.postAsync("/batch", items.encode());
      for (int released = 0; released < 40; released++) {
        int received = Math.min(40, released + 16);
        lab.awaitReceived(received);
        JsonObject route = TestEngine.json(engine.manage("/api/routes/orders"));
        int begun = route.getInteger("inFlight") + route.getJsonObject("queue").getInteger("depth");
        assertTrue(begun <= 16, () -> begun + " items are under way");
        assertEquals(received, lab.received().size());
        Await.until("a held item", held::poll, one -> one != null).run();
      }
      assertEquals(200, answer.get(20, TimeUnit.SECONDS).statusCode());
    }
  }

  @Test
  void doesNotBeginAnItemOnceTheSenderHasLeft() throws Exception {
    Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    lab.script(
        (vertx, request, body) ->
            held.add(() -> vertx.runOnContext(go -> request.response().end())));
    String narrow = ORDERS.replace("timeout: 20s", "timeout: 20s, concurrency: 2");
    try (TestEngine engine =
        TestEngine.start(folder, narrow.formatted(lab.url()), RESULTS.formatted(lab.url()))) {
      JsonArray items = new JsonArray();
      for (int i = 0; i < 40; i++) {
        items.add(item("/orders", new JsonObject().put("n", i)));
      }
      try (RawConnection sender = new RawConnection(engine.engine().httpPort())) {
        sender.send(RawConnection.post("/batch", items.encode()));
        lab.awaitReceived(2);
        Await.depth(engine, "orders", 14);
      }
      // Not the depth: it is read a moment after the counters.
      Await.route(
          engine, "orders", route -> route.getJsonObject("queue").getInteger("withdrawn") == 14);
      held.forEach(Runnable::run);
      JsonObject route = Await.idle(engine, "orders");
      assertEquals(16, route.getJsonObject("queue").getInteger("enqueued"));
      assertEquals(2, lab.received().size());
    }
  }
}
