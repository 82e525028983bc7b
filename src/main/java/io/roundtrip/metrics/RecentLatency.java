package io.roundtrip.metrics;

import org.HdrHistogram.Histogram;

/**
 * The latencies of the last one to two minutes, for percentiles that follow what happens now. Loop-confined. Two
 * histograms of about 30 KB take turns.
 */
final class RecentLatency {
  private static final long TURN_NANOS = 60_000_000_000L;
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private Histogram current = new Histogram(LONGEST_MICROS, 2);
  private Histogram previous = new Histogram(LONGEST_MICROS, 2);
  private long turnAt;

  RecentLatency(long nowNanos) {
    turnAt = nowNanos + TURN_NANOS;
  }

  void record(long nanos, long nowNanos) {
    turn(nowNanos);
    current.recordValue(Math.min(Math.max(0, nanos / 1_000), LONGEST_MICROS));
  }

  Histogram snapshot(long nowNanos) {
    turn(nowNanos);
    Histogram sum = previous.copy();
    sum.add(current);
    return sum;
  }

  private void turn(long nowNanos) {
    if (nowNanos - turnAt < 0) {
      return;
    }
    boolean longAgo = nowNanos - turnAt > TURN_NANOS;
    Histogram old = previous;
    previous = current;
    old.reset();
    current = old;
    if (longAgo) {
      previous.reset();
    }
    turnAt = nowNanos + TURN_NANOS;
  }
}
