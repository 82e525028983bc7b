package io.roundtrip.experiment;

import io.roundtrip.load.LoadFigures;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What batches of one kind did. Immutable.
 *
 * @param count rows at most
 * @param ageMillis how long the oldest row waits at most
 * @param perSecond messages delivered
 * @param p99Millis of those that were delivered, from when they were due
 */
record BatchCell(int count, int ageMillis, double perSecond, double p99Millis) {
  /** The part of the highest throughput that is as good as the highest. */
  static final double NEARLY = 0.95;

  /** As a multiple of the lowest p99. */
  private static final double HARDLY_HIGHER = 1.1;

  static BatchCell of(int count, int ageMillis, LoadFigures figures, Duration window) {
    Histogram delivered = figures.latencies().get("delivered");
    return new BatchCell(
        count,
        ageMillis,
        figures.count("delivered") * 1e9 / Math.max(window.toNanos(), figures.lastNanos()),
        delivered == null ? 0 : delivered.getValueAtPercentile(99) / 1e3);
  }

  /**
   * Of those whose throughput is nearly the highest, and of these whose p99 is the lowest or hardly higher, the one with the
   * fewest rows; of these the youngest.
   */
  static BatchCell sweetSpot(List<BatchCell> cells) {
    double most = cells.stream().mapToDouble(BatchCell::perSecond).max().orElseThrow();
    List<BatchCell> keptUp =
        cells.stream().filter(cell -> cell.perSecond >= NEARLY * most).toList();
    double p99 = keptUp.stream().mapToDouble(BatchCell::p99Millis).min().orElseThrow();
    return keptUp.stream()
        .filter(cell -> cell.p99Millis <= HARDLY_HIGHER * p99)
        .min(Comparator.comparingInt(BatchCell::count).thenComparingInt(BatchCell::ageMillis))
        .orElseThrow();
  }

  @Override
  public String toString() {
    return count + " × " + ageMillis + " ms";
  }
}
