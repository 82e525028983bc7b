package io.roundtrip.metrics;

import java.util.List;

/**
 * What became of the journal's entries. Immutable: the array is never changed.
 *
 * @param written entries that are committed
 * @param pending entries handed to a collector and not answered
 * @param dropped entries that are not there, or of which nobody knows, in the order of {@link #REASONS}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JournalFigures(long written, long pending, long[] dropped) {
  /** Why an entry is not there. */
  public static final List<String> REASONS =
      List.of("full", "store-unavailable", "unknown", "refused", "stopped");

  /** Nothing is journaled. */
  public static final JournalFigures NONE = new JournalFigures(0, 0, new long[REASONS.size()]);

  /** Both together. */
  public JournalFigures plus(JournalFigures other) {
    long[] sum = dropped.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.dropped[i];
    }
    return new JournalFigures(written + other.written, pending + other.pending, sum);
  }
}
