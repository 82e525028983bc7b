package io.roundtrip.metrics;

/**
 * Durations counted in buckets. Immutable: the array is never changed.
 *
 * @param counts one for each of the fixed bounds, and one for what is longer
 * @param sumNanos all of them together
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record HistogramSnapshot(long[] counts, long sumNanos) {
  /** Both together. */
  public HistogramSnapshot plus(HistogramSnapshot other) {
    long[] sum = counts.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.counts[i];
    }
    return new HistogramSnapshot(sum, sumNanos + other.sumNanos);
  }

  /** The upper bounds of the buckets, in seconds. */
  public static double[] boundsSeconds() {
    return Histogram.BOUNDS_SECONDS.clone();
  }
}
