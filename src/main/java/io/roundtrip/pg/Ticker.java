package io.roundtrip.pg;

import io.roundtrip.queue.TimerWheel;
import io.vertx.core.Vertx;

/** The client's clock: a wheel that turns while it holds a timer, and rests while it does not. Loop-confined. */
final class Ticker {
  private static final long TICK_MILLIS = TimerWheel.TICK_NANOS / 1_000_000;

  private final Vertx vertx;
  private final TimerWheel wheel = new TimerWheel(System.nanoTime());
  private boolean turning;

  Ticker(Vertx vertx) {
    this.vertx = vertx;
  }

  void schedule(TimerWheel.Timer timer, long atNanos) {
    if (wheel.isEmpty()) {
      wheel.advance(System.nanoTime());
    }
    wheel.schedule(timer, atNanos);
    wake();
  }

  void cancel(TimerWheel.Timer timer) {
    wheel.cancel(timer);
  }

  private void wake() {
    if (!turning && !wheel.isEmpty()) {
      turning = true;
      vertx.setTimer(TICK_MILLIS, timer -> tick());
    }
  }

  private void tick() {
    turning = false;
    wheel.advance(System.nanoTime());
    wake();
  }
}
