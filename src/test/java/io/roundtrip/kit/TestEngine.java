package io.roundtrip.kit;

import io.roundtrip.engine.Engine;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A real engine on free ports, with routes of the test's own, and a client to it. Thread-safe. */
public final class TestEngine implements AutoCloseable {
  /** What a test that says nothing else gets; {@code drain-linger: 0s}, so that closing costs no time. */
  public static final String ENGINE_CONF =
      """
      http: { host: 127.0.0.1, port: 0 }
      management: { host: 127.0.0.1, port: 0 }
      shards: 2
      store: { journal: off }
      drain-timeout: 5s
      drain-linger: 0s
      routes: routes/*.yaml
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(2);

  private final Engine engine;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();

  private TestEngine(Engine engine) {
    this.engine = engine;
  }

  /** Starts an engine with these routes, one YAML text each. */
  public static TestEngine start(Path folder, String... routes) {
    return startWith(folder, ENGINE_CONF, routes);
  }

  /** Starts an engine with its own engine conf. */
  public static TestEngine startWith(Path folder, String engineConf, String... routes) {
    return new TestEngine(Engine.start(write(folder, engineConf, routes)));
  }

  /** Writes a conf, and says where its engine file is. */
  public static Path write(Path folder, String engineConf, String... routes) {
    try {
      Files.createDirectories(folder.resolve("routes"));
      for (int i = 0; i < routes.length; i++) {
        Files.writeString(folder.resolve("routes/%02d.yaml".formatted(i)), routes[i]);
      }
      return Files.writeString(folder.resolve("engine.yaml"), engineConf);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The engine. */
  public Engine engine() {
    return engine;
  }

  /** A URI of the ingest port. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + engine.httpPort() + path);
  }

  /** A request to the ingest port, with a JSON body unless a header says otherwise. */
  public static HttpRequest.Builder post(URI uri, String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(Duration.ofSeconds(30))
            .setHeader("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    return request;
  }

  /** Posts and waits for the answer. */
  public HttpResponse<String> post(String path, String body, String... headers) {
    return send(post(uri(path), body, headers).build());
  }

  /** Posts without waiting. */
  public CompletableFuture<HttpResponse<String>> postAsync(
      String path, String body, String... headers) {
    return client.sendAsync(
        post(uri(path), body, headers).build(), HttpResponse.BodyHandlers.ofString());
  }

  /** Gets from the ingest port. */
  public HttpResponse<String> get(String path) {
    return send(HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(30)).build());
  }

  /** Gets from the management port. */
  public HttpResponse<String> manage(String path) {
    URI uri = URI.create("http://127.0.0.1:" + engine.managementPort() + path);
    return send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build());
  }

  /** What is known of a message, asked until it has settled. */
  public JsonObject awaitSettled(String messageId) {
    return await(
        "message " + messageId + " has settled",
        () -> json(get("/messages/" + messageId)),
        view -> "settled".equals(view.getString("state")));
  }

  /** The figures of a route's queue, asked until one of them is so high. */
  public JsonObject awaitQueue(String route, String figure, int atLeast) {
    return await(
        figure + " of route " + route + " is " + atLeast,
        () -> json(manage("/api/routes/" + route)).getJsonObject("queue"),
        queue -> queue.getInteger(figure) >= atLeast);
  }

  /** Asks until the answer is as it should be. */
  public static <T> T await(String what, Supplier<T> ask, Predicate<T> enough) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    T last = ask.get();
    while (!enough.test(last)) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("waited in vain until " + what + "; last was " + last);
      }
      LockSupport.parkNanos(PAUSE.toNanos());
      last = ask.get();
    }
    return last;
  }

  /** Sends any request and waits for the answer. */
  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /** The body as JSON. */
  public static JsonObject json(HttpResponse<String> response) {
    return new JsonObject(response.body());
  }

  /** The header, or the empty string. */
  public static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }

  /** Drains and stops: afterwards nothing can be sent any more. */
  public void drain() {
    engine.close();
  }

  @Override
  public void close() {
    drain();
    client.close();
  }
}
