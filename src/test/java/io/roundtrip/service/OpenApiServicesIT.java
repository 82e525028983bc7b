package io.roundtrip.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.management.Schema;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The description of services and events is held against the code, like the rest in {@code OpenApiIT}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OpenApiServicesIT {
  private static final String CALL = "POST /rpc/{service}/{method}";
  private static final String PUBLISH = "POST /events/{subject}";
  private static final String READ = "GET /events/{subject}";

  /** Described, and not to be had from outside: thirty seconds, and a stopped hub. */
  private static final Set<String> NOT_ASKED = Set.of(PUBLISH + " 408");

  private final Schema schema = new Schema(Schema.map(load(), "content"));
  private final Set<String> asked = new TreeSet<>();
  private final ConcurrentLinkedQueue<Promise<String>> held = new ConcurrentLinkedQueue<>();
  private final ServicePort port =
      ServicePort.with(
          its -> {
            its.services
                .rpc("s", "echo", String.class, String.class, text -> text)
                .register(new None())
                .rpc(
                    "s",
                    "refuse",
                    String.class,
                    String.class,
                    text -> {
                      throw ServiceException.refused("no");
                    })
                .rpc(
                    "s",
                    "fail",
                    String.class,
                    String.class,
                    text -> {
                      throw new IllegalStateException("no");
                    })
                .rpcOnLoop(
                    "s",
                    "hold",
                    String.class,
                    String.class,
                    MethodPolicy.CALL.withConcurrency(1).withQueue(0),
                    (text, call) -> {
                      Promise<String> promise = Promise.promise();
                      held.add(promise);
                      return promise.future();
                    })
                .asyncRpc("s", "later", String.class, MethodPolicy.CALL, text -> null)
                .on("s", "on", "a.>", String.class, MethodPolicy.EVENT, text -> null);
            its.runtime.background((name, call) -> Future.succeededFuture("t1"));
          });

  @AfterEach
  void stop() {
    port.close();
  }

  /** Takes nothing and returns nothing. */
  @Service("n")
  static final class None {
    @Rpc
    void none() {}
  }

  private static @Nullable Object load() {
    try {
      String text = Files.readString(Path.of("src/main/resources/openapi.yaml"));
      return new Load(LoadSettings.builder().build()).loadFromString(text);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void everyAnswerIsAsDescribed() throws Exception {
    hold("GET /rpc", 200, port.get("/rpc"));
    hold("GET /rpc", 405, port.post("/rpc", ""));
    hold(CALL, 200, port.post("/rpc/s/echo", "\"x\""));
    hold(CALL, 200, port.post("/rpc/n/none", ""));
    hold(CALL, 202, port.post("/rpc/s/later", "\"x\""));
    hold(CALL, 202, port.post("/rpc/s/echo", "\"x\"", "Prefer", "respond-async"));
    hold(CALL, 400, port.post("/rpc/s/echo", "x"));
    hold(CALL, 404, port.post("/rpc/s/nobody", "{}"));
    hold(CALL, 405, port.get("/rpc/s/echo"));
    hold(CALL, 409, port.post("/rpc/s/refuse", "\"x\""));
    String large = "\"" + "x".repeat(ServicePort.MAX_BODY) + "\"";
    hold(CALL, 413, port.post("/rpc/s/echo", large));
    hold(CALL, 415, port.post("/rpc/s/echo", "x", "Content-Type", "text/plain"));
    hold(CALL, 422, port.post("/rpc/s/echo", "{}"));
    hold(CALL, 500, port.post("/rpc/s/fail", "\"x\""));
    hold(CALL, 504, port.post("/rpc/s/hold", "\"x\"", "Prefer", "wait=0.4"));
    hold(CALL, 503, port.post("/rpc/s/hold", "\"x\""));
    Await.until("the held call", held::poll, one -> one != null).complete("late");
    try (RawConnection connection = new RawConnection(port.port())) {
      connection.send(RawConnection.head("/rpc/s/echo", 5, "X-Deadline-Ms", "50") + "\"");
      RawConnection.Answer late = connection.answer();
      assertEquals(408, late.status());
      asked.add(CALL + " 408");
      assertEquals(
          List.of(),
          schema.errors(
              Schema.map(Map.of("$ref", "#/components/schemas/CallProblem"), "problem"),
              late.json()));
    }
    hold(PUBLISH, 202, port.post("/events/a.b", "{}"));
    hold(PUBLISH, 400, port.post("/events/a.b", "{"));
    hold(PUBLISH, 405, put("/events/a.b"));
    hold(READ, 405, put("/events/a.b"));
    hold(PUBLISH, 413, port.post("/events/a.b", large));
    hold(PUBLISH, 415, port.post("/events/a.b", "x", "Content-Type", "text/plain"));
    hold(PUBLISH, 422, port.post("/events/a..b", "{}"));
    hold(READ, 422, port.get("/events/a..b"));
    readsAsDescribed();
    port.its.onLoop(0, () -> Future.succeededFuture(port.its.runtime.drain(Duration.ofSeconds(9))));
    Await.until("the drain", () -> port.post("/events/a.b", "1").statusCode(), it -> it == 503);
    hold(PUBLISH, 503, port.post("/events/a.b", "{}"));

    Set<String> described = described();
    described.removeAll(NOT_ASKED);
    assertEquals(described, asked);
  }

  private void readsAsDescribed() throws Exception {
    try (SseReader reader = SseReader.open(port, "/events/a.b").begun()) {
      assertEquals(200, reader.response().statusCode());
      response(READ, 200);
      asked.add(READ + " 200");
    }
    List<SseReader> many = new ArrayList<>();
    Await.until("nobody reads", () -> port.its.snapshot().events().streams(), n -> n == 0);
    for (int i = 0; i < EventStreams.MOST; i++) {
      many.add(SseReader.open(port, "/events/a.b"));
    }
    hold(READ, 503, port.get("/events/a.b"));
    for (SseReader one : many) {
      one.close();
    }
  }

  private HttpResponse<String> put(String path) throws IOException, InterruptedException {
    return port.client.send(
        port.request(path).PUT(HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private Map<?, ?> response(String operation, int status) {
    String[] parts = operation.split(" ", 2);
    Map<?, ?> path =
        Schema.map(Schema.map(schema.root().get("paths"), "paths").get(parts[1]), parts[1]);
    Map<?, ?> method = Schema.map(path.get(parts[0].toLowerCase(Locale.ROOT)), operation);
    Map<?, ?> responses = Schema.map(method.get("responses"), operation);
    return schema.resolve(
        Schema.map(responses.get(Integer.toString(status)), operation + " " + status));
  }

  private void hold(String operation, int status, HttpResponse<String> answer) {
    String what = operation + " " + status;
    assertEquals(status, answer.statusCode(), () -> what + ": " + answer.body());
    asked.add(what);
    Map<?, ?> response = response(operation, status);
    if (response.get("headers") instanceof Map<?, ?> headers) {
      headers.forEach(
          (name, header) -> {
            Map<?, ?> told = schema.resolve(Schema.map(header, "header"));
            assertTrue(
                Boolean.FALSE.equals(told.get("required"))
                    || answer.headers().firstValue(String.valueOf(name)).isPresent(),
                () -> what + " lacks " + name);
          });
    }
    String type = answer.headers().firstValue("content-type").orElse("").replaceFirst(";.*", "");
    Map<?, ?> media =
        Schema.map(Schema.map(response.get("content"), what).get(type), type + " for " + what);
    Map<?, ?> body = Schema.map(media.get("schema"), "schema of " + what);
    if (!body.isEmpty()) {
      assertEquals(List.of(), schema.errors(body, new JsonObject(answer.body())), what);
    }
  }

  private Set<String> described() {
    Set<String> all = new TreeSet<>();
    Schema.map(schema.root().get("paths"), "paths")
        .forEach(
            (path, item) -> {
              if (String.valueOf(path).matches("/(rpc|events).*")) {
                for (String method : List.of("get", "post")) {
                  if (Schema.map(item, "path").get(method) instanceof Map<?, ?> operation) {
                    Schema.map(operation.get("responses"), "responses")
                        .keySet()
                        .forEach(
                            status ->
                                all.add(
                                    method.toUpperCase(Locale.ROOT) + " " + path + " " + status));
                  }
                }
              }
            });
    return all;
  }
}
