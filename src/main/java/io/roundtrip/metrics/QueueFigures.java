package io.roundtrip.metrics;

/**
 * What one shard knows of a route's queue. Immutable.
 *
 * @param enqueued messages that entered it
 * @param refused messages turned away: full, draining, or the wait too long
 * @param withdrawn messages that left it undelivered
 * @param departed messages that left it to be delivered
 * @param waitNanos how long those waited together
 * @param oldestAgeNanos the age of the oldest that waits; 0 if none does
 * @param inFlight messages that left it and have not settled
 */
public record QueueFigures(
    long enqueued,
    long refused,
    long withdrawn,
    long departed,
    long waitNanos,
    long oldestAgeNanos,
    int inFlight) {
  /** Nothing. */
  public static final QueueFigures NONE = new QueueFigures(0, 0, 0, 0, 0, 0, 0);

  /** Both together. */
  public QueueFigures plus(QueueFigures other) {
    return new QueueFigures(
        enqueued + other.enqueued,
        refused + other.refused,
        withdrawn + other.withdrawn,
        departed + other.departed,
        waitNanos + other.waitNanos,
        Math.max(oldestAgeNanos, other.oldestAgeNanos),
        inFlight + other.inFlight);
  }
}
