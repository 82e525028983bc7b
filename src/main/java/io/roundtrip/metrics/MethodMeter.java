package io.roundtrip.metrics;

/**
 * Counts what comes of the calls of one method on one shard. Loop-confined; allocates nothing when it counts.
 */
public final class MethodMeter {
  private final String service;
  private final String method;
  private final MethodFigures.Kind kind;
  private final long[] counts = new long[MethodFigures.OUTCOMES.size()];
  private final Histogram took = new Histogram();
  private final RecentLatency recent;
  private long retries;

  /** A meter at zero. */
  public MethodMeter(String service, String method, MethodFigures.Kind kind, long nowNanos) {
    this.service = service;
    this.method = method;
    this.kind = kind;
    this.recent = new RecentLatency(nowNanos);
  }

  /**
   * A call ended that had been accepted.
   *
   * @param outcome an index of {@link MethodFigures#OUTCOMES}
   */
  public void ended(int outcome, long acceptedNanos, long nowNanos) {
    counts[outcome]++;
    long nanos = nowNanos - acceptedNanos;
    took.record(nanos);
    recent.record(nanos, nowNanos);
  }

  /** A call was refused at once; the outcome is as in {@link #ended}. */
  public void refused(int outcome) {
    counts[outcome]++;
  }

  /** A call is tried again. */
  public void retried() {
    retries++;
  }

  /** What was counted so far, with what is the caller's to know. */
  public MethodFigures snapshot(long waiting, long running, long breakerOpenings, long nowNanos) {
    return new MethodFigures(
        service,
        method,
        kind,
        counts.clone(),
        retries,
        waiting,
        running,
        breakerOpenings,
        took.snapshot(),
        recent.snapshot(nowNanos));
  }
}
