package io.roundtrip.metrics;

import java.util.List;

/**
 * What one {@code postgres} destination has counted. Immutable: the array is never changed.
 *
 * @param route its route's id
 * @param destination its own
 * @param rows committed rows
 * @param badRows rows that were found at fault
 * @param statements how often the server was asked to write: more than batches where it was asked again
 * @param waiting rows that wait for a batch
 * @param batches closed batches, in the order of {@link #CLOSED_BY}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record TableFigures(
    String route,
    String destination,
    long rows,
    long badRows,
    long statements,
    long waiting,
    long[] batches) {
  /** What closes a batch. */
  public static final List<String> CLOSED_BY = List.of("count", "bytes", "age", "idle", "end");

  /** Both together: one destination on two shards. */
  public TableFigures plus(TableFigures other) {
    long[] sum = batches.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.batches[i];
    }
    return new TableFigures(
        route,
        destination,
        rows + other.rows,
        badRows + other.badRows,
        statements + other.statements,
        waiting + other.waiting,
        sum);
  }
}
