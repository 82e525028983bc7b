package io.roundtrip.delivery;

import io.roundtrip.metrics.RecentLatency;
import org.HdrHistogram.Histogram;

/**
 * What one core counted of its queue. Loop-confined: plain counters that only the core changes; read on its loop.
 */
public final class QueueStats {
  private final RecentLatency waits;
  long enqueued;
  long refused;
  long dropped;
  long withdrawn;
  long departed;
  long waitNanos;
  int highWater;

  QueueStats(long nowNanos) {
    waits = new RecentLatency(nowNanos);
  }

  void onQueued(int depth) {
    enqueued++;
    highWater = Math.max(highWater, depth);
  }

  void onDeparted(long waitedNanos, long nowNanos) {
    departed++;
    waitNanos += waitedNanos;
    waits.record(waitedNanos, nowNanos);
  }

  /** Messages that entered the queue. */
  public long enqueued() {
    return enqueued;
  }

  /** Messages turned away at the queue's door: draining, or the wait too long. */
  public long refused() {
    return refused;
  }

  /** Messages that made room for newer ones. */
  public long dropped() {
    return dropped;
  }

  /** The most messages that ever waited at once. */
  public int highWater() {
    return highWater;
  }

  /** Messages that left the queue because their deadline passed, their sender left or the engine stopped. */
  public long withdrawn() {
    return withdrawn;
  }

  /** Messages that left the queue to be delivered. */
  public long departed() {
    return departed;
  }

  /** How long those waited together, in nanoseconds. */
  public long waitNanos() {
    return waitNanos;
  }

  /** How long those of the last one to two minutes waited, in microseconds. */
  public Histogram waits(long nowNanos) {
    return waits.snapshot(nowNanos);
  }
}
