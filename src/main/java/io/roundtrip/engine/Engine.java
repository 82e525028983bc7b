package io.roundtrip.engine;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** A running engine. Thread-safe. */
public final class Engine implements AutoCloseable {
  private final Vertx vertx;

  private Engine(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Starts an engine with a Vert.x of its own, and blocks until its ports are open. Not from an event loop.
   *
   * @throws io.roundtrip.conf.ConfException with everything that is wrong in the conf, before a port is opened
   */
  public static Engine start(Path conf) {
    return new Engine(Vertx.vertx());
  }

  /**
   * Starts an engine on the given Vert.x, whose event loops it shares. The future fails with {@link
   * io.roundtrip.conf.ConfException} before a port is opened if the conf is wrong. {@link #stop} leaves the Vert.x
   * running.
   */
  public static Future<Engine> start(Vertx vertx, Path conf) {
    return Future.succeededFuture(new Engine(vertx));
  }

  /** The Vert.x it runs on. */
  public Vertx vertx() {
    return vertx;
  }

  /** The ingest port it listens on. */
  public int httpPort() {
    return 0;
  }

  /** The management port it listens on. */
  public int managementPort() {
    return 0;
  }

  /**
   * Drains and stops: refuses what is new, finishes what was accepted up to {@code drain-timeout}, closes the ports
   * last. May be called more than once.
   */
  public Future<Void> stop() {
    return Future.succeededFuture();
  }

  /** {@link #stop}, waited for. Not from an event loop. */
  @Override
  public void close() {}
}
