package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code filtered}: the route's filter excluded the message, the sender is told so, and nothing was sent. */
final class FilteredIT {
  private static final String ROUTE =
      """
      id: bundles
      from: { http: { path: /bundles } }
      format: json
      filter: { path: /resourceType, equals: Bundle }
      %s
      to:
        - { id: lab, http: { url: "%s" } }
        - { id: archive, required: false, http: { url: "%s" } }
      """;

  @TempDir Path folder;

  @Test
  void answers200AndSendsNothing() {
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination archive = new ScriptedDestination();
        TestEngine engine =
            TestEngine.start(folder, ROUTE.formatted("", lab.url(), archive.url()))) {
      JsonObject body =
          assertOutcome(engine.post("/bundles", "{\"resourceType\":\"Patient\"}"), 200, "filtered");
      assertEquals(0, body.getJsonArray("destinations").size());
      assertOutcome(engine.post("/bundles", "{\"resourceType\":\"Bundle\"}"), 200, "delivered");
      String id = body.getString("messageId");
      assertEquals("filtered", engine.awaitSettled(id).getString("outcome"));
      engine.drain();
      assertEquals(List.of("{\"resourceType\":\"Bundle\"}"), lab.bodies());
      assertEquals(1, lab.begun());
      assertEquals(1, archive.begun());
    }
  }

  @Test
  void isToldAtOnceWhereTheRouteReplies202() {
    try (ScriptedDestination lab = new ScriptedDestination();
        ScriptedDestination archive = new ScriptedDestination();
        TestEngine engine =
            TestEngine.start(folder, ROUTE.formatted("reply: queued", lab.url(), archive.url()))) {
      JsonObject body =
          assertOutcome(engine.post("/bundles", "{\"resourceType\":\"Patient\"}"), 200, "filtered");
      String id = body.getString("messageId");
      assertEquals("filtered", engine.awaitSettled(id).getString("outcome"));
      engine.drain();
      assertEquals(0, lab.begun());
      assertEquals(0, archive.begun());
    }
  }
}
