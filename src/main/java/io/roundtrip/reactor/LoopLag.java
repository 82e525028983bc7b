package io.roundtrip.reactor;

import java.util.function.LongSupplier;

/**
 * How late an event loop is at worst: the only place that knows how that is measured. Thread-safe to read, because its two
 * figures are volatile; {@link #measure} belongs to the loop, which calls it by a timer every {@value #PERIOD_MILLIS} ms.
 *
 * <p>The worst of the last one to two minutes, so that any number of readers see the same. A loop that is stuck shows it
 * while it is.
 */
final class LoopLag {
  static final long PERIOD_MILLIS = 100;

  private static final long PERIOD_NANOS = PERIOD_MILLIS * 1_000_000;
  private static final long WINDOW_NANOS = 60_000_000_000L;

  private final LongSupplier clock;
  private long windowEnd;
  private long before;
  private long current;

  // Volatile: written by the loop, read by any thread.
  private volatile long expectedNanos;
  private volatile long worstNanos;

  LoopLag(LongSupplier clock) {
    this.clock = clock;
    long now = clock.getAsLong();
    windowEnd = now + WINDOW_NANOS;
    expectedNanos = now + PERIOD_NANOS;
  }

  /** The timer has fired. */
  void measure() {
    long now = clock.getAsLong();
    if (now - windowEnd >= 0) {
      before = now - windowEnd >= WINDOW_NANOS ? 0 : current;
      current = 0;
      windowEnd = now + WINDOW_NANOS;
    }
    current = Math.max(current, now - expectedNanos);
    worstNanos = Math.max(before, current);
    expectedNanos = now + PERIOD_NANOS;
  }

  /** The worst delay of a timer in the last one to two minutes, or of the one that is overdue now; zero or more. */
  long worstNanos() {
    return Math.max(worstNanos, clock.getAsLong() - expectedNanos);
  }
}
