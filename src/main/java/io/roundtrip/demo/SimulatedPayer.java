package io.roundtrip.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.roundtrip.demo.SimulatedSystem.Reply;

/** A payer: takes claims on {@code /claims}, and refuses those without a prior authorization. Immutable. */
final class SimulatedPayer implements SimulatedSystem.Desk {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Override
  public Reply receive(String path, String body) {
    if (!path.equals("/claims")) {
      return new Reply(404, "text/plain", "nothing here");
    }
    try {
      JsonNode claim = JSON.readTree(body);
      if (!claim.path("resourceType").asText().equals("Claim")) {
        return new Reply(400, "application/json", "{\"status\":\"not a claim\"}");
      }
      return claim.at("/insurance/0/preAuthRef/0").asText().isEmpty()
          ? new Reply(422, "application/json", "{\"status\":\"prior authorization is missing\"}")
          : new Reply(200, "application/json", "{\"status\":\"accepted\"}");
    } catch (JsonProcessingException e) {
      return new Reply(400, "application/json", "{\"status\":\"not JSON\"}");
    }
  }
}
