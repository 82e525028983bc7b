package io.roundtrip.demo.shop;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** What takes time elsewhere: a bank, a warehouse, a mail server. Immutable; nobody is blocked meanwhile. */
final class SimulatedWork {
  private final Vertx vertx;

  SimulatedWork(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Done after so long. */
  Future<Void> takes(long millis) {
    return vertx.timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
  }
}
