package io.roundtrip.management;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.RawConnection.Answer;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The description is held against the code: everything it describes is asked for, and the answer is what it says. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OpenApiIT {
  private static final Path FILE = Path.of("src/main/resources/openapi.yaml");

  /** Described, and not to be had from outside. */
  private static final Set<String> NOT_ASKED =
      Set.of(
          "POST /{route} 500", // a fault of ours
          "POST /batch 408", // thirty seconds
          "POST /batch 503", // all of a quarter of the heap taken, or a drain
          "GET /messages/{id} 503", // a drain, or a store that is down
          "GET /api/messages 200", // a store: JournalIT
          "GET /api/messages 503", // a store that is down: JournalIT
          "GET /api/messages/{id} 200", // a store: JournalIT
          "GET /api/messages/{id} 404", // a store: JournalIT
          "GET /api/messages/{id} 503", // a store that is down: JournalIT
          // a store: DeadLetterIT
          "POST /api/messages/{id}/replay 200",
          "POST /api/messages/{id}/replay 202",
          "POST /api/messages/{id}/replay 404",
          "POST /api/messages/{id}/replay 409",
          "POST /api/messages/{id}/replay 422",
          "POST /api/messages/{id}/replay 502",
          "POST /api/messages/{id}/replay 503",
          "POST /api/messages/{id}/replay 504",
          "GET /api/state/{route}/{key} 503", // a store that is down: StoredStateIT
          "GET /api/dead-letters 200",
          "GET /api/dead-letters 503",
          "POST /api/dead-letters/replay 200",
          "POST /api/dead-letters/replay 503",
          "DELETE /api/dead-letters/{id} 204",
          "DELETE /api/dead-letters/{id} 404",
          "DELETE /api/dead-letters/{id} 503",
          "GET /messages/{id} 504"); // a fault of ours

  private static final String ENGINE =
      TestEngine.ENGINE_CONF
          .replace("port: 0 }\nmanagement", "port: 0, max-body: 4KiB }\nmanagement")
          .replace("shards: 2", "shards: 1");
  private static final String ORDERS =
      """
      id: orders
      from: { http: { path: /orders } }
      format: json
      filter: { path: /skip, exists: false }
      map: { format: json, rules: [ { to: /name, from: /name, required: true } ] }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;
  private static final String QUEUED =
      """
      id: queued
      from: { http: { path: /queued } }
      reply: queued
      to: [ { id: lab, http: { url: "%s" }, breaker: { failures: 1, open-for: 1h } } ]
      """;
  private static final String GUARDED =
      """
      id: guarded
      from: { http: { path: /guarded } }
      to: [ { id: lab, http: { url: "%s" }, breaker: { failures: 1, open-for: 1h } } ]
      """;
  private static final String PASSED_BACK =
      """
      id: passed-back
      from: { http: { path: /passed-back } }
      respond-with: lab
      to: [ { id: lab, http: { url: "%s" } } ]
      """;

  private static final String TRACKED =
      """
      id: tracked
      from: { http: { path: /tracked } }
      format: json
      state: { key: /k, event: /s, machine: { initial: a, transitions: { a: b } } }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;

  private final Schema schema = new Schema(Schema.map(load(), "content"));
  private final Set<String> asked = new TreeSet<>();

  private static Object load() {
    try {
      return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FILE));
    } catch (java.io.IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    }
  }

  @Test
  void everyAnswerIsAsDescribed(@TempDir Path folder) throws Exception {
    try (ScriptedDestination lab = new ScriptedDestination()) {
      String url = lab.url();
      try (TestEngine engine =
          TestEngine.startWith(
              folder,
              ENGINE,
              ORDERS.formatted(url),
              QUEUED.formatted(url),
              GUARDED.formatted(url),
              PASSED_BACK.formatted(url),
              TRACKED.formatted(url))) {
        askIngest(engine.engine().httpPort(), lab);
        askManagement(engine.engine().managementPort());
        askWhileDraining(engine, lab);
      }
    }
    Set<String> described = described();
    described.removeAll(NOT_ASKED);
    // Nobody offers services here: OpenApiServicesIT.
    described.removeIf(
        one -> one.contains(" /rpc") || one.contains(" /events") || one.contains(" /tasks"));
    assertEquals(described, asked);
  }

  private void askIngest(int port, ScriptedDestination lab) throws Exception {
    Answer done = ask(port, "POST /{route}", 200, RawConnection.post("/orders", "{\"name\":1}"));
    ask(port, "POST /{route}", 200, RawConnection.post("/orders", "{\"skip\":1}"));
    ask(port, "POST /{route}", 202, RawConnection.post("/queued", "x"));
    ask(port, "POST /{route}", 400, RawConnection.post("/orders", "{"));
    ask(port, "POST /{route}", 404, RawConnection.post("/nowhere", "{}"));
    ask(port, "POST /{route}", 405, "PUT /orders HTTP/1.1\r\nHost: t\r\nContent-Length: 0\r\n\r\n");
    ask(port, "POST /{route}", 408, RawConnection.head("/orders", 5, "Prefer", "wait=0.1") + "{");
    ask(port, "POST /{route}", 413, RawConnection.head("/orders", 4097));
    ask(
        port,
        "POST /{route}",
        415,
        RawConnection.post("/orders", "{}", "Content-Type", "image/png"));
    ask(port, "POST /{route}", 422, RawConnection.post("/orders", "{}"));

    ask(port, "POST /{route}", 200, RawConnection.post("/tracked", "{\"k\":1,\"s\":\"a\"}"));
    ask(port, "POST /{route}", 409, RawConnection.post("/tracked", "{\"k\":1,\"s\":\"a\"}"));

    String batch = "[{\"path\":\"/orders\",\"body\":{\"name\":1}}%s]";
    ask(port, "POST /batch", 200, RawConnection.post("/batch", batch.formatted("")));
    ask(
        port,
        "POST /batch",
        200,
        RawConnection.post("/batch", "[{\"path\":\"/passed-back\",\"body\":1}]"));
    ask(
        port,
        "POST /batch",
        207,
        RawConnection.post("/batch", batch.formatted(",{\"path\":\"/no\",\"body\":1}")));
    ask(port, "POST /batch", 400, RawConnection.post("/batch", "{}"));
    ask(port, "POST /batch", 405, get("/batch"));
    ask(port, "POST /batch", 413, RawConnection.head("/batch", 4097));
    ask(port, "POST /batch", 502, RawConnection.post("/batch", "[{\"path\":\"/no\",\"body\":1}]"));

    ask(port, "GET /messages/{id}", 200, get("/messages/" + done.header("X-Message-Id")));
    ask(port, "GET /messages/{id}", 404, get("/messages/nobody"));
    ask(port, "GET /messages/{id}", 405, RawConnection.post("/messages/x", ""));

    lab.script(ScriptedDestination.answers(500));
    ask(port, "POST /{route}", 502, RawConnection.post("/guarded", "x"));
    ask(port, "POST /{route}", 503, RawConnection.post("/guarded", "x"));
    lab.script(ScriptedDestination.closesAfterRequest());
    ask(port, "POST /{route}", 504, RawConnection.post("/orders", "{\"name\":1}"));
  }

  private void askManagement(int port) throws Exception {
    ask(port, "GET /health/live", 200, get("/health/live"));
    ask(port, "GET /health/ready", 200, get("/health/ready"));
    ask(port, "GET /metrics", 200, get("/metrics"));
    ask(port, "GET /api/routes", 200, get("/api/routes"));
    ask(port, "GET /api/routes/{id}", 200, get("/api/routes/guarded"));
    ask(port, "GET /api/routes/{id}", 404, get("/api/routes/nobody"));
    ask(port, "GET /api/routes/{id}", 200, get("/api/routes/tracked"));
    String state = "GET /api/state/{route}/{key}";
    ask(port, state, 200, get("/api/state/tracked/1"));
    ask(port, state, 400, get("/api/state/tracked/1?at=now"));
    ask(port, state, 404, get("/api/state/tracked/2"));
    ask(port, "GET /api/messages", 400, get("/api/messages?limit=0"));
    ask(port, "GET /api/messages", 501, get("/api/messages"));
    ask(port, "GET /api/messages/{id}", 501, get("/api/messages/nobody"));
    String replay = "POST /api/messages/{id}/replay";
    ask(port, replay, 501, RawConnection.post("/api/messages/nobody/replay", ""));
    ask(port, "GET /api/dead-letters", 400, get("/api/dead-letters?cursor=x"));
    ask(port, "GET /api/dead-letters", 501, get("/api/dead-letters"));
    String all = "/api/dead-letters/replay";
    ask(port, "POST " + all, 400, RawConnection.post(all + "?replayed=true", ""));
    ask(port, "POST " + all, 501, RawConnection.post(all, ""));
    ask(
        port,
        "DELETE /api/dead-letters/{id}",
        501,
        "DELETE /api/dead-letters/nobody HTTP/1.1\r\nHost: t\r\n\r\n");
    Answer text = ask(port, "GET /openapi.yaml", 200, get("/openapi.yaml"));
    assertEquals(Files.readString(FILE), text.body());
  }

  private void askWhileDraining(TestEngine engine, ScriptedDestination lab) throws Exception {
    var held = new java.util.concurrent.ConcurrentLinkedQueue<Runnable>();
    lab.script(
        (vertx, request, body) ->
            held.add(() -> vertx.runOnContext(go -> request.response().end())));
    var waiting = engine.postAsync("/orders", "{\"name\":1}");
    Runnable release = Await.until("the held message", held::poll, one -> one != null);
    var stopped = engine.engine().stop();
    ask(engine.engine().managementPort(), "GET /health/ready", 503, get("/health/ready"));
    release.run();
    assertEquals(200, waiting.get(20, java.util.concurrent.TimeUnit.SECONDS).statusCode());
    stopped.await(20, java.util.concurrent.TimeUnit.SECONDS);
  }

  private static String get(String path) {
    return "GET " + path + " HTTP/1.1\r\nHost: t\r\n\r\n";
  }

  /** Sends the request, and holds the answer against the description of the operation. */
  private Answer ask(int port, String operation, int status, String request) throws Exception {
    Answer answer;
    try (RawConnection connection = new RawConnection(port)) {
      answer = connection.send(request.getBytes(UTF_8)).answer();
    }
    String what = operation + " " + status;
    assertEquals(status, answer.status(), () -> what + ": " + answer.body());
    asked.add(what);
    Map<?, ?> response = response(operation, status);
    if (response.get("headers") instanceof Map<?, ?> headers) {
      headers.forEach(
          (name, header) ->
              assertTrue(
                  isOptional(header) || !answer.header(String.valueOf(name)).isEmpty(),
                  () -> what + " lacks " + name));
    }
    String type = answer.header("Content-Type").replaceFirst(";.*", "");
    Map<?, ?> content = Schema.map(response.get("content"), "content of " + what);
    Map<?, ?> media = Schema.map(content.get(type), type + " for " + what);
    if (type.endsWith("json")) {
      Map<?, ?> body = Schema.map(media.get("schema"), "schema of " + what);
      assertEquals(List.of(), schema.errors(body, new JsonObject(answer.body())), what);
    }
    return answer;
  }

  private static boolean isOptional(@Nullable Object header) {
    return header instanceof Map<?, ?> map && Boolean.FALSE.equals(map.get("required"));
  }

  private Map<?, ?> response(String operation, int status) {
    String[] parts = operation.split(" ", 2);
    Map<?, ?> paths = Schema.map(schema.root().get("paths"), "paths");
    Map<?, ?> path = Schema.map(paths.get(parts[1]), parts[1]);
    Map<?, ?> method = Schema.map(path.get(parts[0].toLowerCase(java.util.Locale.ROOT)), operation);
    Map<?, ?> responses = Schema.map(method.get("responses"), operation);
    return schema.resolve(
        Schema.map(responses.get(Integer.toString(status)), operation + " " + status));
  }

  private Set<String> described() {
    Set<String> all = new TreeSet<>();
    Schema.map(schema.root().get("paths"), "paths")
        .forEach(
            (path, item) ->
                Schema.map(item, "path")
                    .forEach(
                        (method, operation) -> {
                          if (Set.of("get", "post", "delete").contains(method)) {
                            Schema.map(
                                    Schema.map(operation, "operation").get("responses"),
                                    "responses")
                                .keySet()
                                .forEach(
                                    status ->
                                        all.add(
                                            String.valueOf(method)
                                                    .toUpperCase(java.util.Locale.ROOT)
                                                + " "
                                                + path
                                                + " "
                                                + status));
                          }
                        }));
    return all;
  }

  @Test
  void everyPathOfTheManagementPortIsDescribed() throws Exception {
    String code =
        Files.readString(Path.of("src/main/java/io/roundtrip/management/ManagementVerticle.java"));
    Set<String> inCode = new TreeSet<>();
    Pattern.compile("router\\s*\\.(\\w+)\\(\"(/[^\"]*)\"\\)")
        .matcher(code)
        .results()
        .forEach(
            route ->
                inCode.add(route.group(1) + " " + route.group(2).replaceAll(":(\\w+)", "{$1}")));
    assertTrue(inCode.size() >= 6, inCode::toString);
    Set<String> described = new TreeSet<>();
    Schema.map(schema.root().get("paths"), "paths")
        .forEach(
            (path, item) -> {
              for (String method : List.of("get", "post", "delete")) {
                if (Schema.map(item, "path").get(method) instanceof Map<?, ?> operation
                    && List.of("management").equals(operation.get("tags"))) {
                  described.add(method + " " + path);
                }
              }
            });
    assertEquals(described, inCode);
  }
}
