package io.roundtrip.model;

/**
 * Where a message's time went, in nanoseconds. Immutable.
 *
 * @param queueNanos from its arrival until it left the queue
 * @param mapNanos filter and map
 * @param deliverNanos from then until the answer
 */
public record Timings(long queueNanos, long mapNanos, long deliverNanos) {
  /** A message that never reached a queue. */
  public static final Timings NONE = new Timings(0, 0, 0);
}
