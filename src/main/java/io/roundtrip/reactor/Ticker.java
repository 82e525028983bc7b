package io.roundtrip.reactor;

import io.roundtrip.queue.TimerWheel;
import io.vertx.core.Vertx;

/** Turns a wheel while it holds a timer, and rests while it does not. Loop-confined. */
public final class Ticker {
  private static final long TICK_MILLIS = TimerWheel.TICK_NANOS / 1_000_000;

  private final Vertx vertx;
  private final TimerWheel wheel;
  private boolean turning;
  private boolean stopped;

  /** Of a wheel of the calling loop's, which others may schedule on if they {@link #wake} it. */
  public Ticker(Vertx vertx, TimerWheel wheel) {
    this.vertx = vertx;
    this.wheel = wheel;
  }

  /** {@link TimerWheel#schedule}, and wakes it. */
  public void schedule(TimerWheel.Timer timer, long atNanos) {
    if (wheel.isEmpty()) {
      wheel.advance(System.nanoTime()); // it has rested: it need not turn through that time
    }
    wheel.schedule(timer, atNanos);
    wake();
  }

  /** {@link TimerWheel#cancel}. */
  public void cancel(TimerWheel.Timer timer) {
    wheel.cancel(timer);
  }

  /** Something may have been scheduled. */
  public void wake() {
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

  /** Does not turn any more. */
  public void stop() {
    stopped = true;
  }
}
