package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.RawSender;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sender's faults: each with its status and its problem, and with nothing sent. */
final class ProblemIT {
  private static final String ENGINE =
      TestEngine.ENGINE_CONF.replace(
          "port: 0 }\nmanagement", "port: 0, max-body: 1KiB }\nmanagement");

  private static final String ROUTES =
      """
      id: orders
      from: { http: { path: /orders, method: %s } }
      format: %s
      map:
        format: %s
        rules:
          - { to: "%s", from: "%s", required: true }
      to:
        - { id: lab, http: { url: "%s" } }
      """;

  @TempDir Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();

  @AfterEach
  void closeDestination() {
    lab.stop();
  }

  private TestEngine start() {
    return TestEngine.startWith(
        folder,
        ENGINE,
        ROUTES.formatted("POST", "json", "json", "/order", "/patient/id", lab.url()),
        ROUTES
            .formatted("PUT", "hl7v2", "json", "/order", "PID-3.1", lab.url())
            .replace("id: orders", "id: results")
            .replace("/orders", "/results"));
  }

  /** Drains the engine and then looks: none of what was refused was sent. */
  private void assertNothingSent(TestEngine engine) {
    engine.drain();
    assertEquals(0, lab.begun());
  }

  @Test
  void hasTheShapeOfRfc9457AndOfEveryAnswer() {
    try (TestEngine engine = start()) {
      JsonObject body = assertNotAttempted(engine.post("/orders", "{\"a\":"), 400, "malformed");
      assertEquals(
          Set.of(
              "type", "title", "status", "detail", "messageId", "route", "outcome", "destinations"),
          body.fieldNames());
      assertEquals("Malformed message", body.getString("title"));
      assertEquals("orders", body.getString("route"));
      assertFalse(body.getString("messageId").isEmpty());
      assertNothingSent(engine);
    }
  }

  @Test
  void answers404ForAPathThatNoRouteHas() {
    try (TestEngine engine = start()) {
      for (String path : List.of("/order", "/orders/", "/orders/1", "/", "/orders%2F")) {
        JsonObject body = assertNotAttempted(engine.post(path, "{}"), 404, "no-route");
        assertEquals("", body.getString("route"), path);
      }
      assertNothingSent(engine);
    }
  }

  @Test
  void answers405WithTheMethodsThatThePathTakes() {
    try (TestEngine engine = start()) {
      HttpResponse<String> get = engine.get("/orders");
      assertNotAttempted(get, 405, "method-not-allowed");
      assertEquals("POST", TestEngine.header(get, "Allow"));
      HttpResponse<String> post = engine.post("/results", "{}");
      assertNotAttempted(post, 405, "method-not-allowed");
      assertEquals("PUT", TestEngine.header(post, "Allow"));
      assertNothingSent(engine);
    }
  }

  @Test
  void answers413ForABodyBeyondTheLimitWhetherItsLengthIsDeclaredOrNot() {
    String body = "{\"patient\":{\"id\":\"" + "x".repeat(1100) + "\"}}";
    try (TestEngine engine = start();
        RawSender chunked = new RawSender(engine)) {
      JsonObject problem = assertNotAttempted(engine.post("/orders", body), 413, "too-large");
      assertTrue(problem.getString("detail").contains("1024"), problem.getString("detail"));
      String answer =
          chunked
              .send("POST /orders HTTP/1.1\r\nHost: e\r\nTransfer-Encoding: chunked\r\n\r\n")
              .send(Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n")
              .answer();
      assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
      assertNothingSent(engine);
    }
  }

  @Test
  void answers415ForAnotherContentType() {
    try (TestEngine engine = start()) {
      HttpResponse<String> answer =
          engine.post("/orders", "{\"patient\":{\"id\":1}}", "Content-Type", "text/csv");
      JsonObject body = assertNotAttempted(answer, 415, "unsupported-media-type");
      assertTrue(body.getString("detail").contains("application/json"), body.encode());
      assertNothingSent(engine);
    }
  }

  @Test
  void answers400ForWhatCannotBeParsedWithoutRepeatingIt() {
    try (TestEngine engine = start()) {
      for (String bad : List.of("", "{", "Jane", "{\"Jane\":1}}", "[1,]", "\u0000", "{\"a\":01}")) {
        HttpResponse<String> answer = engine.post("/orders", bad);
        assertNotAttempted(answer, 400, "malformed");
        assertClean(answer);
      }
      for (String bad : List.of("", "PID|1|Jane", "MSH", "MSH|^~", "Jane Roe")) {
        HttpResponse<String> answer = put(engine, bad);
        assertNotAttempted(answer, 400, "malformed");
        assertClean(answer);
      }
      assertNothingSent(engine);
    }
  }

  @Test
  void answers422AndNamesRuleAndPathButNoValue() {
    try (TestEngine engine = start()) {
      HttpResponse<String> json = engine.post("/orders", "{\"patient\":{\"name\":\"Jane\"}}");
      String detail = assertNotAttempted(json, 422, "missing-value").getString("detail");
      assertTrue(detail.contains("/patient/id") && detail.contains("/order"), detail);
      assertClean(json);
      HttpResponse<String> hl7 =
          put(engine, "MSH|^~\\&|A|B|C|D|20260101||ORU^R01|1|P|2.5\rPID|1||^^^X||Roe^Jane\r");
      detail = assertNotAttempted(hl7, 422, "missing-value").getString("detail");
      assertTrue(detail.contains("PID-3.1") && detail.contains("/order"), detail);
      assertClean(hl7);
      assertNothingSent(engine);
    }
  }

  @Test
  void answers408AndClosesWhenTheBodyDoesNotComeInTime() {
    try (TestEngine engine = start();
        RawSender slow = new RawSender(engine)) {
      String answer =
          slow.send("POST /orders HTTP/1.1\r\nHost: e\r\nPrefer: wait=0.2\r\n")
              .send("Content-Length: 30\r\n\r\n{\"patient\":")
              .answer();
      assertTrue(answer.startsWith("HTTP/1.1 408 "), answer);
      assertTrue(answer.contains("urn:roundtrip:problem:body-timeout"), answer);
      assertTrue(slow.isClosedByEngine());
      assertNothingSent(engine);
    }
  }

  private static HttpResponse<String> put(TestEngine engine, String body) {
    return engine.send(
        TestEngine.post(engine.uri("/results"), body, "Content-Type", "application/hl7-v2")
            .method("PUT", HttpRequest.BodyPublishers.ofString(body))
            .build());
  }

  private static void assertClean(HttpResponse<String> answer) {
    assertFalse(answer.body().contains("Jane"), answer.body());
    assertFalse(answer.body().contains("Exception"), answer.body());
    assertFalse(answer.body().contains("\\tat ") || answer.body().contains(".java"), answer.body());
  }
}
