package io.roundtrip.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.ConfLoader;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.format.Input;
import io.roundtrip.format.Prepared;
import io.roundtrip.format.Transform;
import io.roundtrip.model.Headers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The demo's maps make what the demo's systems take. */
final class DemoMapsTest {
  @Test
  void theOrderIsOneThatTheLabCanWorkOn() throws Exception {
    String order = map("lab-orders", "lab-order-bundle.json", "application/fhir+json");
    assertTrue(order.startsWith("MSH|^~\\&|EHR||LAB|"), order);
    assertTrue(order.contains("\rPID|1||12345^^^^MR||Chalmers^Peter^James||19741225|M\r"), order);
    assertTrue(order.contains("\rORC|NW|2345234234234\r"), order);
    assertTrue(order.contains("\rOBR|1|2345234234234||LIPID^Lipid Panel\r"), order);
    assertEquals(200, new SimulatedLab().receive("/orders", order).status(), order);
  }

  @Test
  void theResultIsOneThatTheEhrCanFile() throws Exception {
    String report = map("lab-results", "lab-result-oru.hl7", "application/hl7-v2");
    assertTrue(report.contains("\"value\":\"10006579\""), report);
    assertTrue(report.contains("\"valueString\":\"4.06 tera.l-1\""), report);
    assertTrue(report.contains("\"display\":\"DONALD DUCK\""), report);
    assertTrue(report.contains("\"status\":\"final\""), report);
    assertEquals(201, new SimulatedEhr().receive("/results", report).status(), report);
  }

  private static String map(String routeId, String sample, String contentType) throws Exception {
    ConfLoader.Loaded loaded = ConfLoader.load(Path.of("conf/demo/engine.yaml"));
    RouteConf route =
        Objects.requireNonNull(loaded.conf()).routes().stream()
            .filter(candidate -> candidate.id().equals(routeId))
            .findFirst()
            .orElseThrow();
    byte[] body = Files.readAllBytes(Path.of("conf/demo/samples", sample));
    Prepared prepared =
        Transform.compile(route, new ArrayList<>(List.of()))
            .apply(new Input(body, contentType, Headers.NONE, "message-1", 0));
    Prepared.Mapped mapped = assertInstanceOf(Prepared.Mapped.class, prepared);
    return new String(mapped.body(), StandardCharsets.UTF_8);
  }
}
