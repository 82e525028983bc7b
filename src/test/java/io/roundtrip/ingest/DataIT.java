package io.roundtrip.ingest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.TestEngine;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every real message goes over HTTP through a route that maps it, and through one that does not. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DataIT {
  private static final String PASS =
      """
      id: pass
      from: { http: { path: /pass } }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;
  private static final String TO_HL7 =
      """
      id: to-hl7
      from: { http: { path: /to-hl7 } }
      format: json
      map:
        format: hl7v2
        rules:
          - { to: MSH-9, value: "ORM^O01" }
          - { to: PID-3.1, from: /entry/0/resource/id, default: none }
          - { to: PID-5.1, from: /entry/0/resource/name/0/family }
          - { to: ZRT-1, from: /resourceType, required: true }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;
  private static final String TO_JSON =
      """
      id: to-json
      from: { http: { path: /to-json } }
      format: hl7v2
      map:
        format: json
        rules:
          - { to: /type, from: MSH-9.1, required: true }
          - { to: /version, from: MSH-12.1, required: true }
          - { to: /family, from: PID-5.1 }
          - { to: /identifier/0/value, from: PID-3.1 }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;

  private final Vertx vertx = Vertx.vertx();
  private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
  private @Nullable TestEngine engine;

  @BeforeAll
  void start(@TempDir Path folder) {
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .body()
                        .onSuccess(
                            body -> {
                              received.add(body.getBytes());
                              request.response().end();
                            }))
            .listen(0, "127.0.0.1")
            .await();
    String url = "http://127.0.0.1:" + server.actualPort() + "/";
    engine =
        TestEngine.start(
            folder, PASS.formatted(url), TO_HL7.formatted(url), TO_JSON.formatted(url));
  }

  @AfterAll
  void stop() {
    engine().close();
    vertx.close().await();
  }

  private TestEngine engine() {
    if (engine == null) {
      throw new AssertionError("not started");
    }
    return engine;
  }

  static List<Path> hl7() throws Exception {
    return messages("hl7v2", 10);
  }

  static List<Path> fhir() throws Exception {
    return messages("fhir", 2);
  }

  static List<Path> all() throws Exception {
    return Stream.concat(hl7().stream(), fhir().stream()).toList();
  }

  private static List<Path> messages(String folder, int atLeast) throws Exception {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/messages", folder))) {
      List<Path> all = files.sorted().toList();
      assertTrue(all.size() >= atLeast, all::toString);
      return all;
    }
  }

  private byte[] deliver(String path, Path message, String type) throws Exception {
    HttpResponse<String> answer =
        engine()
            .send(
                HttpRequest.newBuilder(engine().uri(path))
                    .header("Content-Type", type)
                    .POST(HttpRequest.BodyPublishers.ofFile(message))
                    .build());
    assertEquals(200, answer.statusCode(), answer.body());
    byte[] got = received.poll(20, TimeUnit.SECONDS);
    if (got == null) {
      throw new AssertionError("nothing arrived");
    }
    assertTrue(received.isEmpty());
    return got;
  }

  @ParameterizedTest
  @MethodSource("all")
  void passesAMessageOnByteForByte(Path message) throws Exception {
    byte[] got = deliver("/pass", message, "application/octet-stream");
    assertArrayEquals(Files.readAllBytes(message), got);
  }

  @ParameterizedTest
  @MethodSource("fhir")
  void mapsFhirToHl7(Path message) throws Exception {
    byte[] got = deliver("/to-hl7", message, "application/fhir+json");
    String text = new String(got, StandardCharsets.UTF_8);
    assertTrue(text.startsWith("MSH|^~\\&|"), text);
    assertTrue(text.endsWith("ZRT|Bundle\r"), text);
    assertFalse(text.contains("\n"), "segments end with CR");
  }

  @ParameterizedTest
  @MethodSource("hl7")
  void mapsHl7ToJson(Path message) throws Exception {
    byte[] got = deliver("/to-json", message, "application/hl7-v2");
    JsonObject json = new JsonObject(new String(got, StandardCharsets.UTF_8));
    // The message's own header, read with nothing of the engine's.
    String raw = Files.readString(message).replace("\uFEFF", "");
    String[] header = raw.lines().findFirst().orElseThrow().split("\\|", -1);
    assertEquals(header[8].split("\\^", -1)[0], json.getString("type"));
    assertEquals(header[11].split("\\^", -1)[0].strip(), json.getString("version"));
    String[] patient =
        raw.lines()
            .filter(line -> line.startsWith("PID|"))
            .findFirst()
            .orElseThrow()
            .split("\\|", -1);
    assertEquals(patient[5].split("\\^", -1)[0], json.getString("family"));
  }
}
