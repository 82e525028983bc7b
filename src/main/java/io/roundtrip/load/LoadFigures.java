package io.roundtrip.load;

import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a tally counted up to a moment. Immutable: its histograms and maps are copies that nobody writes to.
 *
 * @param sent messages given to the sink
 * @param notSent messages that were due while too many were outstanding
 * @param answered those that were answered
 * @param failed those to which no answer came
 * @param outstandingMost the most that were outstanding at a time
 * @param lastNanos when the last answer or failure came, from the start
 * @param latencies microseconds from when a message was due to its answer, by outcome
 * @param statuses answers by HTTP status
 * @param failures what kept answers from coming, and how often
 * @param lateness microseconds from when a message was due to when it was given to the sink
 */
public record LoadFigures(
    long sent,
    long notSent,
    long answered,
    long failed,
    long outstandingMost,
    long lastNanos,
    Map<String, Histogram> latencies,
    Map<Integer, Long> statuses,
    Map<String, Long> failures,
    Histogram lateness) {

  /** The latency of every answer, whatever its outcome. */
  public Histogram latency() {
    Histogram sum = LoadTally.newHistogram();
    latencies.values().forEach(sum::add);
    return sum;
  }

  /** Answers with this outcome. */
  public long count(String outcome) {
    Histogram latency = latencies.get(outcome);
    return latency == null ? 0 : latency.getTotalCount();
  }

  /** Messages that were sent and have neither answer nor failure yet. */
  public long outstanding() {
    return sent - answered - failed;
  }

  /** Answers a second, from the start to the last of them. */
  public double answeredPerSecond() {
    return lastNanos == 0 ? 0 : answered * 1e9 / lastNanos;
  }
}
