package io.roundtrip.metrics;

import io.vertx.core.Vertx;

/** Measures how late its event loop is: the worst delay of a timer. Loop-confined. */
public final class LoopLag {
  private static final long PERIOD_MILLIS = 100;

  private final Vertx vertx;
  private final long timer;
  private long expectedNanos;
  private long worstNanos;

  /** Begins to measure the caller's loop. */
  public LoopLag(Vertx vertx) {
    this.vertx = vertx;
    this.expectedNanos = System.nanoTime() + PERIOD_MILLIS * 1_000_000;
    this.timer = vertx.setPeriodic(PERIOD_MILLIS, id -> measure());
  }

  private void measure() {
    long now = System.nanoTime();
    worstNanos = Math.max(worstNanos, now - expectedNanos);
    expectedNanos = now + PERIOD_MILLIS * 1_000_000;
  }

  /** The worst delay since this was last asked. */
  public long worstNanos() {
    long worst = worstNanos;
    worstNanos = 0;
    return worst;
  }

  /** Stops measuring. */
  public void stop() {
    vertx.cancelTimer(timer);
  }
}
