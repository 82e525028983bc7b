package io.roundtrip.metrics;

import java.util.Arrays;

/** Counts of durations in fixed buckets. Loop-confined; allocates nothing when it records. */
public final class Histogram {
  /** Upper bounds of the buckets, in seconds; one more bucket takes what is longer. */
  static final double[] BOUNDS_SECONDS = {
    0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
    30
  };

  private static final long[] BOUNDS_NANOS =
      Arrays.stream(BOUNDS_SECONDS).mapToLong(seconds -> Math.round(seconds * 1e9)).toArray();

  private final long[] counts = new long[BOUNDS_NANOS.length + 1];
  private long sumNanos;

  /** Nothing was counted. */
  public Histogram() {}

  /** Counts one. */
  public void record(long nanos) {
    int bucket = 0;
    while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) {
      bucket++;
    }
    counts[bucket]++;
    sumNanos += nanos;
  }

  /** What was counted. */
  public HistogramSnapshot snapshot() {
    return new HistogramSnapshot(counts.clone(), sumNanos);
  }
}
