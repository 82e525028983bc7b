package io.roundtrip.worker;

import io.roundtrip.queue.TimerWheel;
import io.vertx.core.Vertx;

/** Turns a wheel while it holds a timer, and rests while it does not. Loop-confined. */
final class Ticker {
  private static final long TICK_MILLIS = TimerWheel.TICK_NANOS / 1_000_000;

  private final Vertx vertx;
  private final TimerWheel wheel;
  private boolean turning;
  private boolean stopped;

  Ticker(Vertx vertx, TimerWheel wheel) {
    this.vertx = vertx;
    this.wheel = wheel;
  }

  /** Something may have been scheduled. */
  void wake() {
    if (!turning && !stopped && !wheel.isEmpty()) {
      turning = true;
      vertx.setTimer(TICK_MILLIS, timer -> tick());
    }
  }

  private void tick() {
    turning = false;
    wheel.advance(System.nanoTime());
    wake();
  }

  void stop() {
    stopped = true;
  }
}
