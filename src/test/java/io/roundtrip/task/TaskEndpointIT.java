package io.roundtrip.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.Task;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.roundtrip.management.Schema;
import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Listener;
import io.roundtrip.net.Problem;
import io.roundtrip.queue.Credits;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Tasks over real HTTP. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TaskEndpointIT {
  private final Loop loop = new Loop();
  private final TaskRunner tasks = Tasks.create();
  private final HttpClient client = HttpClient.newHttpClient();
  private Listener listener;

  @BeforeEach
  void listen() throws Exception {
    listener =
        loop.call(
            () ->
                new Listener(
                    loop.vertx(),
                    new Listener.Limits(
                        "127.0.0.1", 0, Duration.ofSeconds(10), Duration.ofSeconds(60), 100),
                    new BodyReader.Limits(1_000, new Credits(1_000, 1_000_000, null)),
                    List.of(new TaskEndpoint(List.of(tasks.book()))),
                    request -> {
                      Problem.of(404, "no-route", "No route", "").send(request.response());
                      return true;
                    },
                    request ->
                        Problem.of(503, "draining", "Draining", "").send(request.response())));
    loop.call(listener::listen).await(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() throws Exception {
    client.close();
    loop.call(listener::close).await(20, TimeUnit.SECONDS);
    tasks.close();
    loop.close();
  }

  private HttpRequest.Builder at(String path) {
    return HttpRequest.newBuilder(
        URI.create("http://127.0.0.1:" + listener.port() + "/tasks/" + path));
  }

  private CompletableFuture<HttpResponse<String>> send(HttpRequest.Builder request) {
    return client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static JsonObject json(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  private static void assertProblem(HttpResponse<String> response, int status, String code) {
    assertEquals(status, response.statusCode(), response::body);
    assertEquals(
        "application/problem+json", response.headers().firstValue("content-type").orElse(""));
    assertEquals("urn:roundtrip:problem:" + code, json(response).getString("type"));
  }

  private Task<Integer> pending() {
    Task<Integer> task = Task.promise();
    tasks.book().keep(task);
    return task;
  }

  @Test
  void showsHowFarATaskIsAndItsResult() throws Exception {
    Task<Integer> task = pending();
    HttpResponse<String> running = send(at(task.id())).get();
    assertEquals(200, running.statusCode());
    assertEquals("application/json", running.headers().firstValue("content-type").orElse(""));
    assertEquals(
        new JsonObject().put("id", task.id()).put("status", "running").put("progress", 0.0),
        json(running));
    task.succeed(7);
    JsonObject done = json(send(at(task.id())).get());
    assertEquals("succeeded", done.getString("status"));
    assertEquals(7, done.getInteger("result"));
    assertFalse(done.containsKey("error"));
  }

  @Test
  void itsAnswersAreAsDescribed() throws Exception {
    Object described =
        new Load(LoadSettings.builder().build())
            .loadFromString(Files.readString(Path.of("src/main/resources/openapi.yaml")));
    Schema schema = new Schema(Schema.map(described, "content"));
    Map<?, ?> components = Schema.map(schema.root().get("components"), "components");
    Map<?, ?> schemas = Schema.map(components.get("schemas"), "schemas");
    Map<?, ?> task = Schema.map(schemas.get("Task"), "Task");
    Map<?, ?> problem = Schema.map(schemas.get("TaskProblem"), "TaskProblem");
    Task<Integer> ends = pending();
    assertEquals(List.of(), schema.errors(task, json(send(at(ends.id())).get())));
    ends.succeed(7);
    assertEquals(List.of(), schema.errors(task, json(send(at(ends.id())).get())));
    Task<Integer> fails = pending();
    fails.fail(new IOException("secret"));
    assertEquals(List.of(), schema.errors(task, json(send(at(fails.id())).get())));
    assertEquals(List.of(), schema.errors(problem, json(send(at("nobody")).get())));
    HttpRequest.Builder wrong = at(ends.id()).POST(HttpRequest.BodyPublishers.noBody());
    assertEquals(List.of(), schema.errors(problem, json(send(wrong).get())));
  }

  @Test
  void showsAnErrorAsAProblem() throws Exception {
    Task<Integer> task = pending();
    task.fail(new IOException("secret"));
    HttpResponse<String> failed = send(at(task.id())).get();
    assertEquals(200, failed.statusCode(), "the question was answered");
    assertEquals("failed", json(failed).getString("status"));
    assertEquals(500, json(failed).getJsonObject("error").getInteger("status"));
    assertFalse(failed.body().contains("secret"));
  }

  @Test
  void waitsForTheEndAsLongAsIsPreferred() throws Exception {
    Task<Integer> task = pending();
    CompletableFuture<HttpResponse<String>> waits = send(at(task.id()).header("Prefer", "wait=30"));
    assertEquals("running", json(send(at(task.id())).get()).getString("status"));
    assertFalse(waits.isDone());
    task.succeed(1);
    HttpResponse<String> ended = waits.get(20, TimeUnit.SECONDS);
    assertEquals("succeeded", json(ended).getString("status"));
    assertEquals("wait=30.0", ended.headers().firstValue("preference-applied").orElse(""));
    Task<Integer> never = pending();
    HttpResponse<String> late = send(at(never.id()).header("Prefer", "wait=0.02")).get();
    assertEquals("running", json(late).getString("status"), "its time was over");
  }

  @Test
  void deleteCancelsAndMayBeRepeated() throws Exception {
    Task<Integer> task = tasks.run(AsyncOperation.blocking(() -> Task.<Integer>promise().await()));
    String id = tasks.book().keep(task);
    for (int i = 0; i < 2; i++) {
      HttpResponse<String> cancelled = send(at(id).DELETE()).get();
      assertEquals(200, cancelled.statusCode());
      assertEquals("cancelled", json(cancelled).getString("status"));
    }
    assertTrue(task.isCancelled());
    assertEquals("cancelled", json(send(at(id)).get()).getString("status"));
  }

  @Test
  void whatItDoesNotKnowIsAProblem() throws Exception {
    assertProblem(send(at("0197a0c1-0000-7000-8000-000000000000")).get(), 404, "no-task");
    assertProblem(send(at("")).get(), 404, "no-task");
    assertProblem(send(at("x".repeat(65))).get(), 404, "no-task");
    assertProblem(send(at("unknown").DELETE()).get(), 404, "no-task");
    HttpResponse<String> post =
        send(at("any").POST(HttpRequest.BodyPublishers.ofString("{}"))).get();
    assertProblem(post, 405, "method");
    assertEquals("GET, DELETE", post.headers().firstValue("allow").orElse(""));
  }

  @Test
  void whoWaitsIsAnsweredWhenTheListenerDrains() throws Exception {
    Task<Integer> task = pending();
    CompletableFuture<HttpResponse<String>> waits = send(at(task.id()).header("Prefer", "wait=50"));
    // The same connection pool, so that the waiting one is known to have been read.
    assertEquals(200, send(at(task.id())).get().statusCode());
    Await.until("that it waits", tasks.book()::waiting, readers -> readers == 1);
    CompletableFuture<Boolean> idle = new CompletableFuture<>();
    loop.run(() -> listener.drain(() -> idle.complete(true)));
    assertEquals("running", json(waits.get(20, TimeUnit.SECONDS)).getString("status"));
    assertTrue(idle.get(20, TimeUnit.SECONDS));
  }
}
