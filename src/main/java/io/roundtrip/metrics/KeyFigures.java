package io.roundtrip.metrics;

import java.util.List;

/**
 * What came of messages with an idempotency key. Immutable: the array is never changed.
 *
 * @param counts in the order of {@link #RESULTS}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record KeyFigures(long[] counts) {
  /**
   * First of its key; sent again to the destinations without it; told what was known; attached to one under way; the key of
   * another body; not answered in time by the one under way; no store.
   */
  public static final List<String> RESULTS =
      List.of(
          "first", "resumed", "replayed", "attached", "conflict", "timeout", "store-unavailable");

  /** Nothing was counted. */
  public static final KeyFigures NONE = new KeyFigures(new long[RESULTS.size()]);

  /** Both together. */
  public KeyFigures plus(KeyFigures other) {
    long[] sum = counts.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.counts[i];
    }
    return new KeyFigures(sum);
  }
}
