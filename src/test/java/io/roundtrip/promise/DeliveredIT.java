package io.roundtrip.promise;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DeliveredIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      to:
        - { id: lab, http: { url: "%s" } }
      """;

  @TempDir Path folder;

  @Test
  void answers200WhenTheDestinationHasConfirmed() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url()))) {
      HttpResponse<String> answer = engine.post("/orders", "{\"a\":1}", "Idempotency-Key", "k-1");
      assertEquals(200, answer.statusCode());
      assertEquals("delivered", TestEngine.header(answer, "X-Delivery-Outcome"));
      assertEquals(
          TestEngine.header(answer, "X-Message-Id"),
          TestEngine.json(answer).getString("messageId"));
      assertTrue(TestEngine.header(answer, "Server-Timing").startsWith("queue;dur="));
      assertEquals(1, lab.received().size());
      assertEquals("{\"a\":1}", lab.bodies().getFirst());
      assertEquals("k-1", lab.received().getFirst().headers().get("Idempotency-Key"));
      assertEquals("application/json", lab.received().getFirst().headers().get("Content-Type"));
      assertTrue(lab.received().getFirst().headers().contains("X-Deadline-Ms"));
    }
  }

  @Test
  void sendsTheTypeThatTheDestinationsHeadersNameInsteadOfTheSenders() {
    String route =
        """
        id: orders
        from: { http: { path: /orders } }
        to:
          - { id: lab, http: { url: "%s", headers: { content-type: application/fhir+json } } }
        """;
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, route.formatted(lab.url()))) {
      assertEquals(200, engine.post("/orders", "{}").statusCode());
      assertEquals(
          List.of("application/fhir+json"),
          lab.received().getFirst().headers().getAll("Content-Type"));
    }
  }

  @Test
  void saysOfAnIdItDoesNotKnowThatNobodyKnows() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url()))) {
      HttpResponse<String> answer = engine.get("/messages/none");
      assertEquals(404, answer.statusCode());
      assertEquals("unknown", TestEngine.header(answer, "X-Delivery-Outcome"));
      assertEquals("unknown", TestEngine.json(answer).getString("outcome"));
    }
  }
}
