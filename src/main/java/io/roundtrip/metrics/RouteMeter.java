package io.roundtrip.metrics;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import java.util.List;

/**
 * Counts what one stage of one shard does for one route. Loop-confined; allocates nothing when it counts.
 */
@SuppressWarnings(
    "EnumOrdinal") // counters are arrays by ordinal: no boxing, no map on the hot path
public final class RouteMeter {
  private static final Reason[] REASONS = Reason.values();

  private final long[] outcomes = new long[OutcomeKind.values().length];
  private final long[] reasons = new long[REASONS.length];
  private final long[][] verdicts;
  private final long[] attempts;
  private final Histogram queue = new Histogram();
  private final Histogram map = new Histogram();
  private final Histogram deliver = new Histogram();
  private final RecentLatency latency;

  /** A meter at zero, for a route with so many destinations. */
  public RouteMeter(int destinations, long nowNanos) {
    verdicts = new long[destinations][Verdict.values().length];
    attempts = new long[destinations];
    latency = new RecentLatency(nowNanos);
  }

  /** A sender was told what its message had come to without going through a queue of its own. */
  public void repeated(Outcome outcome) {
    outcomes[outcome.kind().ordinal()]++;
    if (outcome.reason() != null) {
      reasons[outcome.reason().ordinal()]++;
    }
  }

  /** A sender was answered. */
  public void answered(Outcome outcome, long nowNanos) {
    outcomes[outcome.kind().ordinal()]++;
    if (outcome.reason() != null) {
      reasons[outcome.reason().ordinal()]++;
    }
    if (outcome.kind() == OutcomeKind.ACCEPTED) {
      return;
    }
    var timings = outcome.timings();
    queue.record(timings.queueNanos());
    if (timings.mapNanos() > 0) {
      map.record(timings.mapNanos());
      deliver.record(timings.deliverNanos());
    }
    latency.record(timings.queueNanos() + timings.mapNanos() + timings.deliverNanos(), nowNanos);
  }

  /** Every destination of a message has settled. */
  public void settled(Outcome outcome) {
    List<DestinationOutcome> destinations = outcome.destinations();
    for (int i = 0; i < destinations.size(); i++) {
      DestinationOutcome destination = destinations.get(i);
      if (destination.verdict() != null) {
        verdicts[i][destination.verdict().ordinal()]++;
      }
      attempts[i] += destination.attempts();
    }
  }

  /** What was counted so far; queue figures are the caller's to add. */
  public RouteSnapshot snapshot(long nowNanos) {
    long[][] verdictsNow = new long[verdicts.length][];
    for (int i = 0; i < verdicts.length; i++) {
      verdictsNow[i] = verdicts[i].clone();
    }
    return new RouteSnapshot(
        outcomes.clone(),
        reasons.clone(),
        verdictsNow,
        attempts.clone(),
        queue.snapshot(),
        map.snapshot(),
        deliver.snapshot(),
        latency.snapshot(nowNanos),
        QueueFigures.NONE);
  }
}
