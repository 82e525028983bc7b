package io.roundtrip.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roundtrip.demo.SimulatedSystem.Reply;

/** An electronic health record: files FHIR-shaped reports on {@code /results}. Immutable. */
final class SimulatedEhr implements SimulatedSystem.Desk {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Reply receive(String path, String body) {
    if (!path.equals("/results")) {
      return new Reply(404, "text/plain", "nothing here");
    }
    try {
      JsonNode report = JSON.readTree(body);
      boolean complete =
          report.path("resourceType").asText().equals("DiagnosticReport")
              && !report.at("/subject/identifier/value").asText().isEmpty()
              && report.at("/contained/0/resourceType").asText().equals("Observation");
      return complete
          ? new Reply(201, "application/json", "{\"status\":\"filed\"}")
          : new Reply(422, "application/json", "{\"status\":\"not a report of a patient\"}");
    } catch (JsonProcessingException e) {
      return new Reply(400, "application/json", "{\"status\":\"not JSON\"}");
    }
  }
}
