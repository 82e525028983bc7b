package io.roundtrip.metrics;

import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import org.HdrHistogram.Histogram;

/**
 * What was counted for one route. Immutable: arrays and histograms are never changed.
 *
 * @param outcomes answers, by {@link OutcomeKind}
 * @param reasons messages not attempted, by {@link Reason}
 * @param verdicts settled messages, by destination and {@link Verdict}
 * @param attempts attempts made, by destination
 * @param queue time in the queue
 * @param map time in filter and map
 * @param deliver time from then to the answer
 * @param latency all of it over the last minute or two, in microseconds
 * @param figures the queue's
 */
@SuppressWarnings({"ArrayRecordComponent", "EnumOrdinal"}) // never compared; never stored
public record RouteSnapshot(
    long[] outcomes,
    long[] reasons,
    long[][] verdicts,
    long[] attempts,
    HistogramSnapshot queue,
    HistogramSnapshot map,
    HistogramSnapshot deliver,
    Histogram latency,
    QueueFigures figures) {

  /** The same with the queue's figures. */
  public RouteSnapshot with(QueueFigures now) {
    return new RouteSnapshot(
        outcomes, reasons, verdicts, attempts, queue, map, deliver, latency, now);
  }

  /** Both together. */
  public RouteSnapshot plus(RouteSnapshot other) {
    long[][] verdictSum = new long[verdicts.length][];
    for (int i = 0; i < verdicts.length; i++) {
      verdictSum[i] = sum(verdicts[i], other.verdicts[i]);
    }
    Histogram latencySum = latency.copy();
    latencySum.add(other.latency);
    return new RouteSnapshot(
        sum(outcomes, other.outcomes),
        sum(reasons, other.reasons),
        verdictSum,
        sum(attempts, other.attempts),
        queue.plus(other.queue),
        map.plus(other.map),
        deliver.plus(other.deliver),
        latencySum,
        figures.plus(other.figures));
  }

  /** Answers of this kind. */
  public long count(OutcomeKind kind) {
    return outcomes[kind.ordinal()];
  }

  /** Messages not attempted for this reason. */
  public long count(Reason reason) {
    return reasons[reason.ordinal()];
  }

  /** Settled messages of the destination with this verdict. */
  public long count(int destination, Verdict verdict) {
    return verdicts[destination][verdict.ordinal()];
  }

  private static long[] sum(long[] one, long[] other) {
    long[] sum = one.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other[i];
    }
    return sum;
  }
}
