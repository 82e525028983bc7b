package io.roundtrip.load;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Counts what became of a source's messages. Loop-confined. Its kinds of outcome and of failure are bounded: what comes
 * beyond {@value #MOST_KINDS} is counted as {@value #OTHER}.
 */
public final class LoadTally {
  static final int MOST_KINDS = 20;
  static final String OTHER = "other";

  private static final long LONGEST_MICROS = 3_600_000_000L;
  private static final int DIGITS = 3;
  private static final int MOST_STATUS = 999;

  private final Map<String, Histogram> latencies = new LinkedHashMap<>();
  private final Map<String, Long> failures = new LinkedHashMap<>();
  private final long[] statuses = new long[MOST_STATUS + 1];
  private final Histogram lateness = newHistogram();
  private long sent;
  private long notSent;
  private long answered;
  private long failed;
  private long outstandingMost;
  private long lastNanos;

  /** A histogram of microseconds, as all here are. */
  static Histogram newHistogram() {
    return new Histogram(LONGEST_MICROS, DIGITS);
  }

  void onSent(long lateNanos, long outstanding) {
    sent++;
    outstandingMost = Math.max(outstandingMost, outstanding);
    lateness.recordValue(micros(lateNanos));
  }

  void onNotSent() {
    notSent++;
  }

  void onAnswer(Answer answer, long latencyNanos, long sinceStartNanos) {
    answered++;
    lastNanos = sinceStartNanos;
    statuses[Math.clamp(answer.status(), 0, MOST_STATUS)]++;
    String outcome = answer.outcome().isEmpty() ? "none" : answer.outcome();
    String kind = latencies.size() < MOST_KINDS || latencies.containsKey(outcome) ? outcome : OTHER;
    latencies.computeIfAbsent(kind, first -> newHistogram()).recordValue(micros(latencyNanos));
  }

  void onFailure(Throwable failure, long sinceStartNanos) {
    failed++;
    lastNanos = sinceStartNanos;
    String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    String kind = failures.size() < MOST_KINDS || failures.containsKey(text) ? text : OTHER;
    failures.merge(kind, 1L, Long::sum);
  }

  long outstanding() {
    return sent - answered - failed;
  }

  /** What was counted so far. */
  public LoadFigures figures() {
    Map<String, Histogram> copies = new TreeMap<>();
    latencies.forEach((outcome, latency) -> copies.put(outcome, latency.copy()));
    Map<Integer, Long> byStatus = new TreeMap<>();
    for (int status = 1; status <= MOST_STATUS; status++) {
      if (statuses[status] > 0) {
        byStatus.put(status, statuses[status]);
      }
    }
    return new LoadFigures(
        sent,
        notSent,
        answered,
        failed,
        outstandingMost,
        lastNanos,
        copies,
        byStatus,
        new TreeMap<>(failures),
        lateness.copy());
  }

  private static long micros(long nanos) {
    return Math.clamp(nanos / 1_000, 0, LONGEST_MICROS);
  }
}
