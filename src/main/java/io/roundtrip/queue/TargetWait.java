package io.roundtrip.queue;

import java.util.function.LongSupplier;

/**
 * How many messages may wait so that none waits much longer than a target. Thread-safe, because the shards of a route
 * share it: each tells what enters and leaves its part of the queue, and the door asks.
 *
 * <p>By Little's law: messages that leave at {@code pace} a second wait {@code depth / pace}, so {@code pace × target} of
 * them may wait. That is decided at the door, where a sender can still be refused at once; CoDel, which drops at the head
 * of the queue, would refuse it only after it has waited.
 *
 * <p>The pace is that of messages which waited, over the time in which any waited: an idle queue says nothing of what the
 * destination can do, and a message that passed without waiting is no part of the depth. While anything waits, the slots
 * are busy and the pace is the destination's own, whatever the bound is: what is bounded does not act on what is measured,
 * and so nothing swings. At least as many may wait as run at a time, so that slots never idle for want of work and a
 * stalled queue learns of its recovery with the first messages that leave it.
 */
public final class TargetWait {
  /** The time constant of the pace in targets: few are quick to follow, many are smooth. */
  private static final long SMOOTH_TARGETS = 5;

  private static final double LEAST_SMOOTH_NANOS = 1e9;
  private static final double MOST_SMOOTH_NANOS = 30e9;

  /** What is assumed before anything was seen, namely that all the capacity goes within the target, weighs this part of it. */
  private static final double PRIOR = 0.25;

  private final double targetNanos;
  private final double smoothNanos;
  private final int least;
  private final int capacity;
  private final LongSupplier clock;
  // All under the lock, which is held for some nanoseconds: two sums and a count that change
  // together.
  private double departures;
  private double busyNanos;
  private int waiting;
  private long lastNanos;

  /**
   * A bound that begins at the capacity.
   *
   * @param least messages that may wait however slow the destination is: as many as run at a time
   * @param capacity messages that may wait however fast it is
   * @param clock monotonic nanoseconds
   */
  public TargetWait(long targetNanos, int least, int capacity, LongSupplier clock) {
    if (targetNanos < 1 || least < 1 || capacity < 1) {
      throw new IllegalArgumentException(
          "target, least and capacity must be positive, got %d, %d and %d"
              .formatted(targetNanos, least, capacity));
    }
    this.targetNanos = (double) targetNanos;
    this.smoothNanos =
        Math.clamp(SMOOTH_TARGETS * this.targetNanos, LEAST_SMOOTH_NANOS, MOST_SMOOTH_NANOS);
    this.least = Math.min(least, capacity);
    this.capacity = capacity;
    this.clock = clock;
    this.departures = PRIOR * capacity;
    this.busyNanos = PRIOR * this.targetNanos;
    this.lastNanos = clock.getAsLong();
  }

  /** A message could not leave the queue as it came. */
  public synchronized void onWaits() {
    advance();
    waiting++;
  }

  /** One that waited has left the queue to be delivered. */
  public synchronized void onDeparted() {
    advance();
    waiting--;
    departures++;
  }

  /** One that waited has left the queue undelivered: that says nothing of the destination. */
  public synchronized void onLeft() {
    advance();
    waiting--;
  }

  /** How many may wait now. */
  public synchronized int effectiveCapacity() {
    advance();
    double depth = departures / busyNanos * targetNanos;
    return Math.clamp(Math.round(depth), least, capacity);
  }

  private void advance() {
    long now = clock.getAsLong();
    if (waiting > 0 && now - lastNanos > 0) {
      double kept = Math.exp(-(double) (now - lastNanos) / smoothNanos);
      departures *= kept;
      busyNanos = busyNanos * kept + smoothNanos * (1 - kept);
    }
    lastNanos = now;
  }
}
