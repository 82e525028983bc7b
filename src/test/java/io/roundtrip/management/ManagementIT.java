package io.roundtrip.management;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ManagementIT {
  private static final String ORDERS =
      """
      id: orders
      from: { http: { path: /orders } }
      format: json
      order: strict
      filter: { path: /skip, exists: false }
      queue: { capacity: 9 }
      to:
        - { id: lab, timeout: 20s, http: { url: "%s" } }
        - { id: copy, required: false, timeout: 20s, http: { url: "%s" } }
      """;
  private static final String OTHER =
      """
      id: other
      from: { http: { path: /other } }
      to: [ { id: lab, http: { url: "%s" }, breaker: { failures: 1, open-for: 1h } } ]
      """;

  private final ScriptedDestination lab = new ScriptedDestination();
  private final TestEngine engine;

  ManagementIT(@TempDir Path folder) {
    engine =
        TestEngine.start(
            folder, ORDERS.formatted(lab.url(), lab.url()), OTHER.formatted(lab.url()));
  }

  @BeforeEach
  void answerByBody() {
    lab.script(
        (vertx, request, body) ->
            request.response().setStatusCode(body.contains("no") ? 400 : 200).end());
  }

  @AfterEach
  void close() {
    engine.close();
    lab.close();
  }

  /** The samples of a scrape by name with labels; Prometheus' text format. */
  private Map<String, Double> scrape() {
    HttpResponse<String> answer = engine.manage("/metrics");
    assertEquals(200, answer.statusCode());
    assertTrue(TestEngine.header(answer, "Content-Type").startsWith("text/plain; version=0.0.4"));
    Map<String, Double> samples = new HashMap<>();
    for (String line : answer.body().lines().toList()) {
      if (!line.startsWith("#")) {
        int blank = line.lastIndexOf(' ');
        samples.put(line.substring(0, blank), Double.valueOf(line.substring(blank + 1)));
      }
    }
    return samples;
  }

  private static double sample(Map<String, Double> samples, String name) {
    Double value = samples.get(name);
    if (value == null) {
      throw new AssertionError("no " + name + " in " + samples.keySet());
    }
    return value;
  }

  @Test
  void saysThatItLivesAndIsReady() {
    HttpResponse<String> live = engine.manage("/health/live");
    assertEquals(200, live.statusCode());
    assertEquals("live", TestEngine.json(live).getString("status"));
    HttpResponse<String> ready = engine.manage("/health/ready");
    assertEquals(200, ready.statusCode());
    assertEquals("ready", TestEngine.json(ready).getString("status"));
  }

  @Test
  void countsWhatWasSent() {
    for (String body : List.of("{}", "{}", "{}", "{\"no\":1}", "{\"skip\":1}", "{")) {
      engine.post("/orders", body);
    }
    engine.post("/nowhere", "{}");
    engine.post("/nowhere", "{}");
    Await.idle(engine, "orders");
    Map<String, Double> samples = scrape();
    String route = "route=\"orders\"";
    assertEquals(
        3, sample(samples, "roundtrip_outcomes_total{outcome=\"delivered\"," + route + "}"));
    assertEquals(
        1, sample(samples, "roundtrip_outcomes_total{outcome=\"rejected\"," + route + "}"));
    assertEquals(
        1, sample(samples, "roundtrip_outcomes_total{outcome=\"filtered\"," + route + "}"));
    assertEquals(
        1, sample(samples, "roundtrip_outcomes_total{outcome=\"not-attempted\"," + route + "}"));
    assertEquals(
        0, sample(samples, "roundtrip_outcomes_total{outcome=\"delivered\",route=\"other\"}"));
    assertEquals(
        1, sample(samples, "roundtrip_not_attempted_total{reason=\"malformed\"," + route + "}"));
    String to = "_outcomes_total{destination=\"%s\",outcome=\"%s\"," + route + "}";
    assertEquals(3, sample(samples, "roundtrip_destination" + to.formatted("lab", "delivered")));
    assertEquals(1, sample(samples, "roundtrip_destination" + to.formatted("lab", "rejected")));
    assertEquals(3, sample(samples, "roundtrip_destination" + to.formatted("copy", "delivered")));
    assertEquals(
        4,
        sample(samples, "roundtrip_destination_attempts_total{destination=\"lab\"," + route + "}"));
    assertEquals(6, sample(samples, "roundtrip_queue_enqueued_messages_total{" + route + "}"));
    assertEquals(0, sample(samples, "roundtrip_queue_depth_messages{" + route + "}"));
    assertEquals(9, sample(samples, "roundtrip_queue_capacity_messages{" + route + "}"));
    assertEquals(1, sample(samples, "roundtrip_queue_high_water_messages{" + route + "}"));
    assertEquals(2, sample(samples, "roundtrip_unrouted_requests_total"));
    assertEquals(6, sample(samples, "roundtrip_queue_seconds_count{" + route + "}"));
    assertEquals(6, sample(samples, "roundtrip_map_seconds_count{" + route + "}"));
    assertEquals(6, sample(samples, "roundtrip_deliver_seconds_count{" + route + "}"));
    for (String stage : List.of("queue", "map", "deliver")) {
      assertEquals(
          6, sample(samples, "roundtrip_" + stage + "_seconds_bucket{" + route + ",le=\"+Inf\"}"));
    }
  }

  @Test
  void showsWhatWaitsAndWhatIsUnderWay() throws Exception {
    Queue<Runnable> held = new ConcurrentLinkedQueue<>();
    lab.script(
        (vertx, request, body) ->
            held.add(() -> vertx.runOnContext(go -> request.response().end())),
        ScriptedDestination.answers(200));
    var first = engine.postAsync("/orders", "{}");
    lab.awaitReceived(1);
    var second = engine.postAsync("/orders", "{}");
    Await.depth(engine, "orders", 1);
    Map<String, Double> samples = scrape();
    assertEquals(1, sample(samples, "roundtrip_queue_depth_messages{route=\"orders\"}"));
    assertEquals(1, sample(samples, "roundtrip_in_flight_messages{route=\"orders\"}"));
    assertEquals(
        1,
        sample(
            samples, "roundtrip_destination_slots_in_use{destination=\"lab\",route=\"orders\"}"));
    assertTrue(sample(samples, "roundtrip_queue_oldest_age_seconds{route=\"orders\"}") > 0);
    Await.until("the held message", held::poll, one -> one != null).run();
    assertEquals(200, first.get(20, TimeUnit.SECONDS).statusCode());
    assertEquals(200, second.get(20, TimeUnit.SECONDS).statusCode());
    Await.idle(engine, "orders");
    samples = scrape();
    assertEquals(0, sample(samples, "roundtrip_in_flight_messages{route=\"orders\"}"));
    assertEquals(0.0, sample(samples, "roundtrip_queue_oldest_age_seconds{route=\"orders\"}"));
  }

  @Test
  void measuresItsLoopsAndItsJvm() {
    Map<String, Double> samples =
        Await.until(
            "a measure of each loop",
            this::scrape,
            now -> now.containsKey("roundtrip_event_loop_lag_seconds{shard=\"1\"}"));
    assertTrue(sample(samples, "roundtrip_event_loop_lag_seconds{shard=\"0\"}") >= 0);
    assertEquals(0, sample(samples, "roundtrip_futures_lost_total{how=\"dropped\",shard=\"1\"}"));
    System.gc();
    Await.until(
        "a collection",
        this::scrape,
        now ->
            now.keySet().stream().anyMatch(name -> name.startsWith("jvm_gc_pause_seconds_count")));
    assertTrue(
        samples.keySet().stream()
            .allMatch(name -> name.matches("(roundtrip|jvm|process|system)_.*")),
        () -> samples.keySet().toString());
  }

  @Test
  void showsEveryRoute() {
    engine.post("/other", "no");
    engine.post("/other", "x");
    HttpResponse<String> answer = engine.manage("/api/routes");
    assertEquals(200, answer.statusCode());
    assertEquals("application/json", TestEngine.header(answer, "Content-Type"));
    JsonObject all = TestEngine.json(answer);
    assertEquals(
        List.of("orders", "other"),
        all.getJsonArray("routes").stream()
            .map(one -> ((JsonObject) one).getString("id"))
            .toList());
    JsonObject other = TestEngine.json(engine.manage("/api/routes/other"));
    assertEquals(other.getString("confHash"), all.getString("confHash"));
    assertEquals(1, other.getJsonObject("outcomes").getInteger("rejected"));
    JsonObject to = other.getJsonArray("destinations").getJsonObject(0);
    assertEquals("lab", to.getString("id"));
    assertEquals(64, to.getInteger("concurrency"));
    assertEquals(2, to.getInteger("attempts"));
    assertEquals("closed", to.getString("breaker"), "a 4xx never counts towards it");
  }

  @Test
  void showsAnOpenBreaker() {
    lab.script(ScriptedDestination.answers(500));
    assertEquals(502, engine.post("/other", "x").statusCode());
    assertEquals(503, engine.post("/other", "x").statusCode());
    JsonObject other = TestEngine.json(engine.manage("/api/routes/other"));
    JsonObject to = other.getJsonArray("destinations").getJsonObject(0);
    assertEquals("open", to.getString("breaker"));
    assertEquals(1, to.getInteger("breakerOpenings"));
    assertEquals(
        1,
        sample(scrape(), "roundtrip_breaker_openings_total{destination=\"lab\",route=\"other\"}"));
  }

  @Test
  void refusesWhatItDoesNotHave() {
    for (String path : List.of("/api/routes/nobody", "/api/nothing", "/orders")) {
      HttpResponse<String> answer = engine.manage(path);
      assertEquals(404, answer.statusCode(), path);
      assertEquals("application/problem+json", TestEngine.header(answer, "Content-Type"));
      assertEquals(404, TestEngine.json(answer).getInteger("status"));
    }
    java.net.URI live =
        java.net.URI.create(
            "http://127.0.0.1:" + engine.engine().managementPort() + "/health/live");
    HttpResponse<String> posted =
        engine.send(HttpRequest.newBuilder(live).POST(HttpRequest.BodyPublishers.noBody()).build());
    assertEquals(405, posted.statusCode());
    assertEquals("application/problem+json", TestEngine.header(posted, "Content-Type"));
  }
}
