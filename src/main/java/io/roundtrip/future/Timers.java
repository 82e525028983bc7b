package io.roundtrip.future;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Wakes code after a while. Of the thread that starts a timer: it fires there if that is an event loop. */
@FunctionalInterface
public interface Timers {
  /**
   * Runs the task once, not before the delay has passed.
   *
   * @param delay zero or more; Vert.x's timers round it up to a whole millisecond, at least one
   */
  Timer start(Duration delay, Runnable task);

  /** A timer that was started. */
  @FunctionalInterface
  interface Timer {
    /** Stops it; without effect if it has fired. */
    void cancel();
  }

  /** The timers of a Vert.x. */
  static Timers of(Vertx vertx) {
    return (delay, task) -> {
      long timer = vertx.setTimer(wholeMillis(delay), fired -> task.run());
      return () -> vertx.cancelTimer(timer);
    };
  }

  /** The delay in milliseconds, rounded up, at least 1. */
  static long wholeMillis(Duration delay) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("a delay must not be negative, got " + delay);
    }
    long millis = TimeUnit.MILLISECONDS.convert(delay); // for ever is as long as a number can say
    boolean whole = millis == Long.MAX_VALUE || delay.minusMillis(millis).isZero();
    return Math.max(1, whole ? millis : millis + 1);
  }
}
