package io.roundtrip.kit;

import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Listener;
import io.roundtrip.net.Problem;
import io.roundtrip.pg.LoopPgClient;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.roundtrip.queue.Credits;
import io.roundtrip.web.Client;
import io.roundtrip.web.Http;
import io.roundtrip.web.ShardObjects;
import io.roundtrip.web.WebEndpoint;
import io.roundtrip.web.WebRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Java routes on a real port, without an engine around them. Thread-safe, because what it does goes to its one loop. */
public final class WebServer implements AutoCloseable {
  /** What a body may have. */
  public static final int MOST_BODY = 100_000;

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Credits memory = new Credits(1_000, 10 * MOST_BODY, null);
  private final CompletableFuture<Boolean> idle = new CompletableFuture<>();
  private final CompletableFuture<Thread> loop = new CompletableFuture<>();
  private final CompletableFuture<Listener> made = new CompletableFuture<>();
  private final CompletableFuture<WebEndpoint> endpoint = new CompletableFuture<>();
  private final int port;

  /** Serves what was declared. */
  public WebServer(Http http) {
    this(http, null);
  }

  /** Serves what was declared, with a database. */
  public WebServer(Http http, @Nullable PgOptions options) {
    WebRoutes routes = WebRoutes.compile(http, Map.of());
    CompletableFuture<Integer> listening = new CompletableFuture<>();
    vertx.runOnContext(
        on -> {
          try {
            listen(routes, options)
                .onComplete(listening::complete, listening::completeExceptionally);
          } catch (RuntimeException failure) {
            listening.completeExceptionally(failure);
          }
        });
    port = listening.orTimeout(30, TimeUnit.SECONDS).join();
  }

  private Future<Integer> listen(WebRoutes routes, @Nullable PgOptions options) {
    loop.complete(Thread.currentThread());
    ShardObjects objects =
        new ShardObjects().with(Client.class, Client.create(vertx)).with(Vertx.class, vertx);
    if (options != null) {
      PgClient pg = PgClient.create(vertx, options);
      objects.with(PgClient.class, pg).with(LoopPgClient.class, pg.onLoop());
    }
    WebEndpoint web = new WebEndpoint(routes, vertx.getOrCreateContext(), objects, 1);
    endpoint.complete(web);
    Listener listener =
        new Listener(
            vertx,
            new Listener.Limits("127.0.0.1", 0, Duration.ofHours(1), Duration.ofHours(1), 1_000),
            new BodyReader.Limits(MOST_BODY, memory),
            List.of(web),
            request -> {
              Problem.of(404, "none", "None", "nothing here").send(request.response());
              return true;
            },
            request ->
                Problem.of(503, "draining", "Draining", "draining").send(request.response()));
    made.complete(listener);
    return listener.listen().map(open -> listener.port());
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** Its one event loop. */
  public Thread loop() {
    return loop.join();
  }

  /** Memory that bodies hold now. */
  public long heldBytes() {
    return memory.bytes();
  }

  /** Requests, streams and sockets that a route works on now. */
  public long inside() {
    CompletableFuture<Long> inside = new CompletableFuture<>();
    vertx.runOnContext(
        on ->
            inside.complete(
                endpoint.join().figures().stream().mapToLong(route -> route.inside()).sum()));
    return inside.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Begins to drain. */
  public WebServer drain() {
    vertx.runOnContext(on -> made.join().drain(() -> idle.complete(true)));
    return this;
  }

  /** The drain's time is over. */
  public WebServer finish() {
    vertx.runOnContext(on -> made.join().finish());
    return this;
  }

  /** Waits until everything is answered and gone. */
  public void awaitIdle() {
    idle.orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** Whether everything is answered and gone. */
  public boolean isIdle() {
    return idle.isDone();
  }

  /** A URI on it. */
  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** Gets. */
  public HttpResponse<String> get(String path, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(request.build());
  }

  /** Posts JSON unless a header says otherwise. */
  public HttpResponse<String> post(String path, String body, String... headers) {
    return send(TestEngine.post(uri(path), body, headers).build());
  }

  /** Sends any request. */
  public HttpResponse<String> send(HttpRequest request) {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException failure) {
      throw new java.io.UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    vertx.close().await();
  }
}
