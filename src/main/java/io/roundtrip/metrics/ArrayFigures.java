package io.roundtrip.metrics;

import java.util.List;

/**
 * What one {@code http} destination that takes arrays has counted. Immutable: the arrays are never changed.
 *
 * @param route its route's id
 * @param destination its own
 * @param items of all batches
 * @param requests arrays that were sent: more than batches where one was split
 * @param splits arrays that were sent again in two halves
 * @param waiting items that wait for a batch
 * @param batches closed batches, in the order of {@link TableFigures#CLOSED_BY}
 * @param sizes batches by their items, one number for each of {@link #SIZES} and one for what is larger
 * @param ages how long the oldest item of each batch waited for it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ArrayFigures(
    String route,
    String destination,
    long items,
    long requests,
    long splits,
    long waiting,
    long[] batches,
    long[] sizes,
    HistogramSnapshot ages) {
  /** Upper bounds of the buckets of sizes, in items. */
  public static final List<Integer> SIZES = List.of(1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000);

  /** Both together: one destination on two shards. */
  public ArrayFigures plus(ArrayFigures other) {
    return new ArrayFigures(
        route,
        destination,
        items + other.items,
        requests + other.requests,
        splits + other.splits,
        waiting + other.waiting,
        sum(batches, other.batches),
        sum(sizes, other.sizes),
        ages.plus(other.ages));
  }

  private static long[] sum(long[] one, long[] other) {
    long[] sum = one.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return sum;
  }

  /** The items of a batch; 0 before the first. */
  public double averageItems() {
    long count = count();
    return count == 0 ? 0 : (double) items / count;
  }

  /** How long the oldest item of a batch waited for it; 0 before the first. */
  public double averageAgeMillis() {
    long count = count();
    return count == 0 ? 0 : ages.sumNanos() / 1e6 / count;
  }

  /** Batches that went on their way. */
  private long count() {
    long count = 0;
    for (long bucket : sizes) {
      count += bucket;
    }
    return count;
  }
}
