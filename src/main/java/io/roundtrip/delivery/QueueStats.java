package io.roundtrip.delivery;

/**
 * What one core counted of its queue. Loop-confined: plain counters that only the core changes; read on its loop.
 */
public final class QueueStats {
  long enqueued;
  long refused;
  long withdrawn;
  long departed;
  long waitNanos;

  /** Messages that entered the queue. */
  public long enqueued() {
    return enqueued;
  }

  /** Messages turned away at the queue's door: draining, or the wait too long. */
  public long refused() {
    return refused;
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
}
