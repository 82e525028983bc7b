package io.roundtrip.kit;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A destination of fixed capacity: it works on one message at a time, for as long as each takes, however many it is given.
 * Thread-safe: the server runs on a loop of its own.
 */
public final class PacedDestination implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final long serviceNanos;
  private final AtomicLong answered = new AtomicLong();
  private final int port;
  private long freeAt = System.nanoTime();

  /** One that does so many messages a second. */
  public PacedDestination(int perSecond) {
    serviceNanos = 1_000_000_000L / perSecond;
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(this::onRequest)
            .listen()
            .await();
    port = server.actualPort();
  }

  private void onRequest(HttpServerRequest request) {
    request.body().onSuccess(body -> answerWhenDone(request));
  }

  private void answerWhenDone(HttpServerRequest request) {
    long now = System.nanoTime();
    freeAt = Math.max(freeAt, now) + serviceNanos;
    long millis = Math.max(1, (freeAt - now + 999_999) / 1_000_000);
    vertx.setTimer(
        millis,
        done -> {
          answered.incrementAndGet();
          request.response().end();
        });
  }

  /** Messages that it has confirmed. */
  public long answered() {
    return answered.get();
  }

  /** Its URL. */
  public String url() {
    return "http://127.0.0.1:" + port + "/deliver";
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
