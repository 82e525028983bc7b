package io.roundtrip.experiment;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.util.SplittableRandom;

/** A destination at the other end of a slow network: it answers 200 after a while, to any number of senders. Loop-confined. */
final class DistantSystem {
  private final SplittableRandom random = new SplittableRandom(7);
  private final int leastMillis;
  private final int mostMillis;
  private final HttpServer server;

  /** Opens it on a free port; each answer takes from {@code least} to {@code most} milliseconds, evenly. */
  DistantSystem(Vertx vertx, int leastMillis, int mostMillis) {
    this.leastMillis = leastMillis;
    this.mostMillis = mostMillis;
    server =
        vertx
            .createHttpServer()
            .requestHandler(
                request ->
                    request
                        .end()
                        .onSuccess(
                            read -> vertx.setTimer(delay(), due -> request.response().end())))
            .listen(0, "127.0.0.1")
            .await();
  }

  private long delay() {
    return random.nextInt(leastMillis, mostMillis + 1);
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/";
  }
}
