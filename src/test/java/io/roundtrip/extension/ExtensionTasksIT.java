package io.roundtrip.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.engine.Engine;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.task.AsyncOperation;
import io.roundtrip.task.DurableOperation;
import io.roundtrip.task.DurableTasks;
import io.roundtrip.task.TaskRunner;
import io.roundtrip.web.Response;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tasks that a route begins, asked for on the same port. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExtensionTasksIT {
  private static final String WITHOUT_STORE =
      TestEngine.ENGINE_CONF.replace("routes: routes/*.yaml\n", "");

  private final Path folder;
  private final HttpClient client = HttpClient.newHttpClient();
  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy proxy = new PgProxy(postgres.address());

  ExtensionTasksIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    client.close();
    proxy.close();
    postgres.close();
  }

  private HttpResponse<String> send(Engine engine, String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.httpPort() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aTaskInMemoryIsAskedForByItsIdAndTheDrainWaitsForIt() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CompletableFuture<String> ended = new CompletableFuture<>();
    Extension extension =
        context ->
            context
                .http()
                .post(
                    "/work",
                    TaskRunner.class,
                    (request, tasks) -> {
                      String id =
                          tasks
                              .book()
                              .keep(
                                  tasks.run(
                                      AsyncOperation.blocking(
                                          () -> {
                                            boolean went = go.await(30, TimeUnit.SECONDS);
                                            ended.complete("ended");
                                            return "done " + went;
                                          })));
                      return Response.of(202).with("Location", "/tasks/" + id);
                    });
    Path conf = TestEngine.write(folder, WITHOUT_STORE);
    Engine engine = Engine.start(conf, List.of(extension));
    HttpResponse<String> accepted = send(engine, "POST", "/work");
    assertEquals(202, accepted.statusCode());
    String task = TestEngine.header(accepted, "location");
    assertTrue(send(engine, "GET", task).body().contains("\"running\""), task);
    var stopped = engine.stop();
    go.countDown();
    stopped.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertEquals("ended", ended.getNow("not ended when the engine had stopped"));
  }

  @Test
  void aDurableTaskRunsAndIsAskedForByItsId() throws Exception {
    Extension extension =
        context -> {
          context
              .durableTasks()
              .register(
                  "shout", DurableOperation.blocking((text, own) -> text.toUpperCase(Locale.ROOT)));
          context
              .http()
              .post(
                  "/shout",
                  DurableTasks.class,
                  (request, durable) ->
                      Response.of(202)
                          .with(
                              "Location",
                              "/tasks/" + durable.submit("shout", "\"hello\"").await()));
        };
    String conf =
        WITHOUT_STORE.replace("store: { journal: off }", postgres.storeConf(proxy, folder));
    try (Engine engine = Engine.start(TestEngine.write(folder, conf), List.of(extension))) {
      String task = TestEngine.header(send(engine, "POST", "/shout"), "location");
      HttpResponse<String> answer = send(engine, "GET", task, "Prefer", "wait=30");
      assertEquals(200, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("HELLO"), answer.body());
    }
  }

  @Test
  void withoutAStoreItSaysWhatADurableTaskNeeds() {
    Extension extension =
        context -> context.http().post("/shout", DurableTasks.class, (request, durable) -> "never");
    Path conf = TestEngine.write(folder, WITHOUT_STORE);
    assertEquals(
        "route POST /shout: a durable task needs a store: add store: { embedded: { directory: … } }"
            + " to the engine file",
        assertThrows(
                IllegalStateException.class, () -> Engine.start(conf, List.of(extension)).close())
            .getMessage());
  }
}
