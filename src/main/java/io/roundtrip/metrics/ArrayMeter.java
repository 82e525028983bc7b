package io.roundtrip.metrics;

/** Counts what goes to one {@code http} destination in arrays, on one shard. Loop-confined. */
public final class ArrayMeter {
  private final long[] sizes = new long[ArrayFigures.SIZES.size() + 1];
  private final Histogram ages = new Histogram();
  private long items;
  private long requests;
  private long splits;

  /**
   * A batch is on its way.
   *
   * @param size its items
   * @param ageNanos how long the oldest of them has waited for it
   */
  public void batch(int size, long ageNanos) {
    int bucket = 0;
    while (bucket < ArrayFigures.SIZES.size() && size > ArrayFigures.SIZES.get(bucket)) {
      bucket++;
    }
    sizes[bucket]++;
    items += size;
    ages.record(ageNanos);
  }

  /** An array is sent. */
  public void request() {
    requests++;
  }

  /** An array that was refused as a whole is sent again in two halves. */
  public void split() {
    splits++;
  }

  /**
   * What was counted so far.
   *
   * @param waiting items that wait for a batch
   * @param batches closed batches, in the order of {@link TableFigures#CLOSED_BY}
   */
  public ArrayFigures figures(String route, String destination, long waiting, long[] batches) {
    return new ArrayFigures(
        route,
        destination,
        items,
        requests,
        splits,
        waiting,
        batches,
        sizes.clone(),
        ages.snapshot());
  }
}
