package io.roundtrip.experiment;

import io.roundtrip.experiment.QueueingPlan.Policy;
import java.util.Comparator;
import java.util.List;

/**
 * What a queue of one size did under one policy. Immutable.
 *
 * @param due messages
 * @param served those that the destination had
 * @param averageMillis of those, from when they were due until they were served
 * @param p99Millis of those, too
 * @param fullPart the part of the time when the queue was full
 * @param depth messages in the queue, the mean over the time
 * @param perSecond messages that went through the queue
 * @param waitMillis how long a message was in the queue in the mean, by the engine's own count
 */
record QueueCell(
    Policy policy,
    int size,
    long due,
    long served,
    double averageMillis,
    double p99Millis,
    double fullPart,
    double depth,
    double perSecond,
    double waitMillis) {
  private static final double AS_GOOD = 1.05;
  private static final double FEW = 0.01;

  long dropped() {
    return due - served;
  }

  /** The depth that follows from throughput and wait. */
  double depthByLittle() {
    return perSecond * waitMillis / 1e3;
  }

  /**
   * Of those that dropped the least, or hardly more, and then of those whose p99 is the lowest, or hardly higher, the smallest.
   */
  static QueueCell best(List<QueueCell> cells) {
    long least = cells.stream().mapToLong(QueueCell::dropped).min().orElseThrow();
    List<QueueCell> few =
        cells.stream().filter(cell -> cell.dropped() <= least + FEW * cell.due).toList();
    double p99 = few.stream().mapToDouble(QueueCell::p99Millis).min().orElseThrow();
    return few.stream()
        .filter(cell -> cell.p99Millis <= AS_GOOD * p99)
        .min(Comparator.comparingInt(QueueCell::size))
        .orElseThrow();
  }
}
