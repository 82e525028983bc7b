package io.roundtrip.metrics;

import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What came of the calls of one method, or of the events for one handler. Immutable: neither the array nor the histogram is
 * ever changed.
 *
 * @param service its service's name
 * @param method its own
 * @param kind what it is
 * @param counts how they ended, in the order of {@link #OUTCOMES}
 * @param retries attempts after the first
 * @param waiting how many wait for their turn now
 * @param running how many are under way now, pauses between attempts included
 * @param breakerOpenings how often the circuit breaker opened
 * @param took from when a call was accepted until it was done
 * @param recent the same of the last one to two minutes, in microseconds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record MethodFigures(
    String service,
    String method,
    Kind kind,
    long[] counts,
    long retries,
    long waiting,
    long running,
    long breakerOpenings,
    HistogramSnapshot took,
    Histogram recent) {
  /** What a method is for. */
  public enum Kind {
    /** Its caller waits for what it returns. */
    RPC,
    /** Its caller waits until it is accepted. */
    ASYNC,
    /** It handles events. */
    EVENT
  }

  /** How a call ends: done, or the error's kind. */
  public static final List<String> OUTCOMES =
      List.of(
          "ok",
          "not-found",
          "invalid",
          "refused",
          "busy",
          "timeout",
          "failed",
          "unavailable",
          "cancelled");

  /** Both together: one method on two shards. */
  public MethodFigures plus(MethodFigures other) {
    long[] sum = counts.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.counts[i];
    }
    Histogram both = recent.copy();
    both.add(other.recent);
    return new MethodFigures(
        service,
        method,
        kind,
        sum,
        retries + other.retries,
        waiting + other.waiting,
        running + other.running,
        breakerOpenings + other.breakerOpenings,
        took.plus(other.took),
        both);
  }

  /** How many ended so; the outcome is one of {@link #OUTCOMES}. */
  public long count(String outcome) {
    return counts[OUTCOMES.indexOf(outcome)];
  }

  /** How many did not end well. */
  public long failures() {
    long all = 0;
    for (int i = 1; i < counts.length; i++) {
      all += counts[i];
    }
    return all;
  }
}
