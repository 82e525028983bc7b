package io.roundtrip.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** What every answer of the engine has in common, and what it says of one destination. Stateless. */
public final class OutcomeAssertions {
  private static final String TIMING =
      "queue;dur=\\d+\\.\\d{3}, map;dur=\\d+\\.\\d{3}, deliver;dur=\\d+\\.\\d{3}";

  private OutcomeAssertions() {}

  /** Checks status, headers and body against each other and the outcome table; returns the body. */
  public static JsonObject assertOutcome(HttpResponse<String> answer, int status, String outcome) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals(outcome, TestEngine.header(answer, "X-Delivery-Outcome"), answer.body());
    String timing = TestEngine.header(answer, "Server-Timing");
    assertTrue(timing.matches(TIMING), timing);
    JsonObject body = TestEngine.json(answer);
    assertEquals(outcome, body.getString("outcome"));
    assertEquals(TestEngine.header(answer, "X-Message-Id"), body.getString("messageId"));
    boolean positive = status < 300;
    assertEquals(
        positive ? "application/json" : "application/problem+json",
        TestEngine.header(answer, "Content-Type"));
    if (!positive) {
      assertEquals(status, body.getInteger("status"));
    }
    return body;
  }

  /** {@link #assertOutcome} of a message that was not attempted, for this reason. */
  public static JsonObject assertNotAttempted(
      HttpResponse<String> answer, int status, String reason) {
    JsonObject body = assertOutcome(answer, status, "not-attempted");
    assertEquals("urn:roundtrip:problem:" + reason, body.getString("type"));
    assertEquals(
        status == 503,
        answer.headers().firstValue("Retry-After").isPresent(),
        "Retry-After belongs to 503 and to nothing else");
    return body;
  }

  /** What a body says of one destination. */
  public static JsonObject destination(JsonObject body, String id) {
    return body.getJsonArray("destinations").stream()
        .map(JsonObject.class::cast)
        .filter(one -> id.equals(one.getString("id")))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no destination '" + id + "' in " + body));
  }

  /** Checks what a body says of one destination; {@code status} null where it gave none. */
  public static void assertDestination(
      JsonObject body, String id, String outcome, @Nullable Integer status, int attempts) {
    JsonObject one = destination(body, id);
    assertEquals(outcome, one.getString("outcome"), body.encode());
    assertEquals(status, one.getInteger("status"), body.encode());
    assertEquals(attempts, one.getInteger("attempts"), body.encode());
  }
}
