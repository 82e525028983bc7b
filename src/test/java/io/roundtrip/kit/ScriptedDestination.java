package io.roundtrip.kit;

import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A destination over a real socket that does as it is told, and remembers all that it received. Thread-safe: the server
 * runs on a loop of its own, the test looks from its thread.
 */
public final class ScriptedDestination implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 30;
  private static final List<ReservedPort> REFUSING = new CopyOnWriteArrayList<>();

  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final int port;
  private final List<Received> received = new ArrayList<>();
  private final Deque<Answer> script = new ArrayDeque<>();
  private Answer otherwise = answers(200);
  private int begun;
  private @Nullable ReservedPort kept;

  /** A request that arrived whole. */
  public record Received(String method, String path, MultiMap headers, String body) {}

  /** What is done with a request that has been read. */
  @FunctionalInterface
  public interface Answer {
    /** Answers, or does not. */
    void to(Vertx vertx, HttpServerRequest request, String body);
  }

  /** Listens on a free port. */
  public ScriptedDestination() {
    this(0);
  }

  /** Listens on the given port. */
  public ScriptedDestination(int port) {
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(port))
            .requestHandler(this::onRequest)
            .listen()
            .await();
    this.port = server.actualPort();
  }

  /** Answers with the status. */
  public static Answer answers(int status) {
    return answers(status, "{\"from\":\"destination\"}");
  }

  /** Answers with the status and a JSON body. */
  public static Answer answers(int status, String body) {
    return (vertx, request, got) ->
        request
            .response()
            .setStatusCode(status)
            .putHeader("Content-Type", "application/json")
            .end(body);
  }

  /** Answers so much later. */
  public static Answer after(long millis, Answer then) {
    return (vertx, request, got) ->
        vertx.setTimer(Math.max(1, millis), timer -> then.to(vertx, request, got));
  }

  /** Answers later as a function of the body says, in milliseconds. */
  public static Answer afterMillis(Function<String, Integer> delay, Answer then) {
    return (vertx, request, got) -> after(delay.apply(got), then).to(vertx, request, got);
  }

  /** Never answers. */
  public static Answer hangs() {
    return (vertx, request, got) -> {};
  }

  /** Closes the connection once it has the request. */
  public static Answer closesAfterRequest() {
    return (vertx, request, got) -> request.connection().close();
  }

  /** Says 200, sends half of the body it announced, and closes. */
  public static Answer answersHalf() {
    return (vertx, request, got) ->
        request
            .response()
            .putHeader("Content-Length", "100")
            .write(Buffer.buffer("half"))
            .onComplete(written -> request.connection().close());
  }

  /** Answers when the test lets it. */
  public static Answer calls(BiConsumer<HttpServerRequest, String> test) {
    return (vertx, request, got) -> test.accept(request, got);
  }

  /** From now on: these answers, one for each request, then the last for all others. */
  public synchronized ScriptedDestination script(Answer... answers) {
    script.clear();
    script.addAll(List.of(answers).subList(0, answers.length - 1));
    otherwise = answers[answers.length - 1];
    return this;
  }

  /** Its URL. */
  public String url() {
    return "http://127.0.0.1:" + port + "/deliver";
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** All that it received, in order of arrival. */
  public synchronized List<Received> received() {
    return List.copyOf(received);
  }

  /** The bodies of all that it received. */
  public List<String> bodies() {
    return received().stream().map(Received::body).toList();
  }

  /** How many requests reached it with their header at least. */
  public synchronized int begun() {
    return begun;
  }

  /** Waits until it has received so many. */
  public synchronized List<Received> awaitReceived(int count) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (received.size() < count) {
      long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
      if (left <= 0) {
        throw new AssertionError("received " + received.size() + " instead of " + count);
      }
      try {
        wait(left);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new AssertionError(interrupted);
      }
    }
    return List.copyOf(received);
  }

  private void onRequest(HttpServerRequest request) {
    synchronized (this) {
      begun++;
    }
    request
        .body()
        .onSuccess(
            body -> {
              String text = body.toString();
              next(request, text).to(vertx, request, text);
            });
  }

  private synchronized Answer next(HttpServerRequest request, String body) {
    received.add(
        new Received(
            request.method().name(), String.valueOf(request.path()), request.headers(), body));
    notifyAll();
    Answer first = script.poll();
    return first == null ? otherwise : first;
  }

  /** Closes its port and every connection, while the test goes on; the port stays the test's, see {@link ReservedPort}. */
  public void stop() {
    vertx.close().await();
    synchronized (this) {
      if (kept == null) {
        kept = new ReservedPort(port);
      }
    }
  }

  @Override
  public void close() {
    vertx.close().await();
    synchronized (this) {
      if (kept != null) {
        kept.close();
      }
    }
  }

  /** A port on which nobody listens, and nobody will by chance while the tests run. */
  public static int refusingPort() {
    ReservedPort port = new ReservedPort();
    REFUSING.add(port);
    return port.number();
  }
}
