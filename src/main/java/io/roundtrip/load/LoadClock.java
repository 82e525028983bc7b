package io.roundtrip.load;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;

/** The time that a source keeps. Of one event loop; tests have one of their own. */
public interface LoadClock {
  /** Nanoseconds since some moment, never going back. */
  long nanos();

  /** Runs the task later on this loop, after a look at its sockets. A delay of 1 is as soon as possible. */
  void after(long delayNanos, Runnable task);

  /** The clock of the event loop that calls it: its timers are finer than a millisecond where the transport's are. */
  static LoadClock of(Vertx vertx) {
    return new LoadClock() {
      @Override
      public long nanos() {
        return System.nanoTime();
      }

      @Override
      public void after(long delayNanos, Runnable task) {
        // Cancelled is what waits in a Vert.x that closes: nothing is sent from there any more.
        vertx.timer(delayNanos, TimeUnit.NANOSECONDS).onSuccess(fired -> task.run());
      }
    };
  }
}
