package io.roundtrip.reactor;

import io.roundtrip.future.Timers;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Wakes a task on its core at a time, or at a fixed rate. Loop-confined.
 *
 * <p>Vert.x's timers count whole milliseconds: the wait is rounded up, and a timer never fires early.
 */
final class LoopTimer extends Outstanding implements Timers.Timer {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final Core core;
  private final Runnable task;
  private final @Nullable FixedRate rate;
  private long dueNanos;
  private long timer = -1;
  private boolean over;

  private LoopTimer(Core core, long dueNanos, @Nullable FixedRate rate, Runnable task) {
    this.core = core;
    this.dueNanos = dueNanos;
    this.rate = rate;
    this.task = task;
  }

  static LoopTimer once(Core core, long nanos, Runnable task) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a delay must not be negative, got " + nanos + " ns");
    }
    LoopTimer timer = new LoopTimer(core, core.nanoTime() + nanos, null, task);
    timer.start();
    return timer;
  }

  static LoopTimer periodic(Core core, long nanos, Runnable task) {
    if (nanos < NANOS_PER_MILLI) {
      throw new IllegalArgumentException(
          "a period must be at least 1 ms, the resolution of an event loop's timers, got "
              + nanos
              + " ns");
    }
    FixedRate rate = new FixedRate(core.nanoTime(), nanos);
    LoopTimer timer = new LoopTimer(core, rate.dueNanos(), rate, task);
    timer.start();
    return timer;
  }

  /** From the core's own context: a timer ends with the context that started it. */
  private void start() {
    core.outstanding().add(this);
    Context own = core.context();
    if (Vertx.currentContext() == own) {
      arm();
    } else {
      own.runOnContext(on -> arm());
    }
  }

  private void arm() {
    if (!over) {
      long millis = wholeMillis(dueNanos - core.nanoTime());
      timer = core.context().owner().setTimer(millis, fired -> onTime());
    }
  }

  private void onTime() {
    long now = core.nanoTime();
    if (now - dueNanos < 0) {
      arm();
      return;
    }
    if (rate == null) {
      over = true;
      unlink();
    } else {
      // Before the task, so that one that throws does not end it.
      rate.onTick(now);
      dueNanos = rate.dueNanos();
      arm();
    }
    task.run();
  }

  /** The time in whole milliseconds, rounded up, at least 1. */
  static long wholeMillis(long nanos) {
    long millis = nanos / NANOS_PER_MILLI;
    return Math.max(1, nanos % NANOS_PER_MILLI > 0 ? millis + 1 : millis);
  }

  @Override
  public void cancel() {
    core.expectLoop("a timer is cancelled");
    unlink();
    onStopped();
  }

  @Override
  void onStopped() {
    over = true;
    if (timer >= 0) {
      core.context().owner().cancelTimer(timer);
    }
  }
}
