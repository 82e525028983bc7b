package io.roundtrip.metrics;

import org.HdrHistogram.Histogram;

/**
 * The latencies of the last one to two minutes, for percentiles that follow what happens now. Loop-confined. Two
 * histograms take turns, each as large as its longest time needs: 2 KB for microseconds, 30 KB for an hour.
 */
public final class RecentLatency {
  private static final long TURN_NANOS = 60_000_000_000L;
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private static final int DIGITS = 2;

  private Histogram current = new Histogram(DIGITS);
  private Histogram previous = new Histogram(DIGITS);
  private long turnAt;

  /** Of nothing yet. */
  public RecentLatency(long nowNanos) {
    turnAt = nowNanos + TURN_NANOS;
  }

  /** Adds one. */
  public void record(long nanos, long nowNanos) {
    turn(nowNanos);
    current.recordValue(Math.min(Math.max(0, nanos / 1_000), LONGEST_MICROS));
  }

  /** A copy of what there is now, in microseconds. */
  public Histogram snapshot(long nowNanos) {
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
