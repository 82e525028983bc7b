package io.roundtrip.metrics;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What one shard knows of a route's queue. Immutable: the histogram is never changed.
 *
 * @param depth messages that wait there
 * @param highWater the most that ever waited there at once
 * @param enqueued messages that entered it
 * @param refused messages turned away: full, draining, or the wait too long
 * @param dropped messages turned away or taken out because it was full, where the route drops them
 * @param withdrawn messages that left it undelivered
 * @param departed messages that left it to be delivered
 * @param waitNanos how long those waited together
 * @param oldestAgeNanos the age of the oldest that waits; 0 if none does
 * @param inFlight messages that left it and have not settled
 * @param waits how long those waited that left it to be delivered in the last one to two minutes, in microseconds; null
 *     where nobody knows
 */
public record QueueFigures(
    int depth,
    int highWater,
    long enqueued,
    long refused,
    long dropped,
    long withdrawn,
    long departed,
    long waitNanos,
    long oldestAgeNanos,
    int inFlight,
    @Nullable Histogram waits) {
  /** Nothing. */
  public static final QueueFigures NONE = atDoor(0, 0);

  /** What those know who turn messages away before the queue. */
  public static QueueFigures atDoor(long refused, long dropped) {
    return new QueueFigures(0, 0, 0, refused, dropped, 0, 0, 0, 0, 0, null);
  }

  /** Both together; the high-water mark is the higher. */
  public QueueFigures plus(QueueFigures other) {
    return new QueueFigures(
        depth + other.depth,
        Math.max(highWater, other.highWater),
        enqueued + other.enqueued,
        refused + other.refused,
        dropped + other.dropped,
        withdrawn + other.withdrawn,
        departed + other.departed,
        waitNanos + other.waitNanos,
        Math.max(oldestAgeNanos, other.oldestAgeNanos),
        inFlight + other.inFlight,
        sum(waits, other.waits));
  }

  private static @Nullable Histogram sum(@Nullable Histogram one, @Nullable Histogram other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    Histogram sum = one.copy();
    sum.add(other);
    return sum;
  }

  /** How long a message waited on average before it was delivered, in milliseconds. */
  public double averageWaitMillis() {
    return departed == 0 ? 0 : waitNanos / 1e6 / departed;
  }

  /** How long all but one of a hundred waited of late, in milliseconds. */
  public double p99WaitMillis() {
    return waits == null ? 0 : waits.getValueAtPercentile(99) / 1e3;
  }
}
