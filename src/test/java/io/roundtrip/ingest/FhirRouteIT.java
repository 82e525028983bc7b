package io.roundtrip.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A route with {@code format: fhir} over real sockets: what is wrong is told as an OperationOutcome. */
final class FhirRouteIT {
  @TempDir Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();

  @AfterEach
  void closeDestination() {
    lab.stop();
  }

  private TestEngine start() {
    return TestEngine.start(
        folder,
        """
        id: fhir
        from: { http: { path: /fhir } }
        format: fhir
        to:
          - { id: lab, http: { url: "%s" } }
        """
            .formatted(lab.url()));
  }

  private static JsonObject assertOutcome(HttpResponse<String> answer, int status, String code) {
    assertEquals(status, answer.statusCode(), answer.body());
    assertEquals("application/fhir+json", TestEngine.header(answer, "Content-Type"));
    JsonObject body = TestEngine.json(answer);
    assertEquals("OperationOutcome", body.getString("resourceType"));
    JsonObject issue = body.getJsonArray("issue").getJsonObject(0);
    assertEquals(code, issue.getString("code"));
    assertTrue(body.toString().contains(TestEngine.header(answer, "X-Message-Id")));
    return issue;
  }

  @Test
  void tellsWhatIsWrongAsFhirDoes() {
    try (TestEngine engine = start()) {
      assertOutcome(engine.post("/fhir", "{"), 400, "structure");
      JsonObject issue = assertOutcome(engine.post("/fhir", "{}"), 422, "required");
      assertEquals(
          "the message has no resourceType, which every FHIR resource has",
          issue.getString("diagnostics"));
      assertOutcome(
          engine.post("/fhir", "<Patient/>", "Content-Type", "application/fhir+xml"),
          415,
          "not-supported");
      assertEquals(0, lab.begun());
    }
  }

  @Test
  void passesFhirOnAsItCame() {
    try (TestEngine engine = start()) {
      String patient = "{ \"resourceType\": \"Patient\" }";
      HttpResponse<String> answer =
          engine.post("/fhir", patient, "Content-Type", "application/fhir+json; charset=UTF-8");
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals("application/json", TestEngine.header(answer, "Content-Type"));
      assertEquals(1, lab.begun());
    }
  }
}
