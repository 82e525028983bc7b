package io.roundtrip.experiment;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/**
 * A destination that serves so many messages a second and no more, one after the other, however many come. Loop-confined: of
 * the Vert.x's one loop.
 */
final class FixedCapacity {
  private final Vertx vertx;
  private final long serviceNanos;
  private long freeNanos = System.nanoTime();

  FixedCapacity(Vertx vertx, double perSecond) {
    this.vertx = vertx;
    this.serviceNanos = Math.round(1e9 / perSecond);
  }

  /** Serves one more: {@code served} runs when it, and all before it, have had their time. */
  void serve(Runnable served) {
    long now = System.nanoTime();
    if (freeNanos - now < 0) {
      freeNanos = now;
    }
    // Counted from when the one before is done, not from when its timer fired: a late timer costs
    // no capacity.
    freeNanos += serviceNanos;
    vertx
        .timer(freeNanos - now, TimeUnit.NANOSECONDS)
        .onComplete((fired, cancelled) -> served.run());
  }

  /** Opens a free port where each POST is served; returns its URL. Not from an event loop. */
  String listen() {
    int port =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> request.end().onSuccess(read -> serve(() -> request.response().end())))
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    return "http://127.0.0.1:" + port + "/";
  }
}
