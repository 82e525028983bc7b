package io.roundtrip.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When messages are due. Immutable. The first is due at once; the schedule ends with its total or with its duration,
 * whichever comes first.
 *
 * @param ratePerSecond messages a second, within a burst where there are bursts; up to {@value #MOST_PER_SECOND}
 * @param jitter how the gaps vary
 * @param bursts null where messages come without pauses
 * @param total the most messages; {@link Long#MAX_VALUE} for no bound
 * @param duration nothing is due then or later; null for no bound
 */
public record Schedule(
    double ratePerSecond,
    Jitter jitter,
    @Nullable Bursts bursts,
    long total,
    @Nullable Duration duration) {
  /** One gap is a thousand nanoseconds then: more than one loop can send. */
  public static final int MOST_PER_SECOND = 1_000_000;

  /** Checks that rate, total and duration are positive. */
  public Schedule {
    if (!(ratePerSecond > 0 && ratePerSecond <= MOST_PER_SECOND)) {
      throw new IllegalArgumentException(
          "rate must be above 0 and at most "
              + MOST_PER_SECOND
              + " a second, got "
              + ratePerSecond);
    }
    if (total < 1) {
      throw new IllegalArgumentException("total must be at least 1, got " + total);
    }
    if (duration != null && !duration.isPositive()) {
      throw new IllegalArgumentException("duration must be positive, got " + duration);
    }
  }

  /** Messages at an even pace, for so long. */
  public static Schedule steady(double ratePerSecond, Duration duration) {
    return new Schedule(ratePerSecond, Jitter.NONE, null, Long.MAX_VALUE, duration);
  }

  /**
   * Messages in groups.
   *
   * @param size messages of a group, which follow each other at the schedule's rate
   * @param pause from the last of a group to the first of the next, in place of a gap
   */
  public record Bursts(int size, Duration pause) {
    /** Checks that both are positive. */
    public Bursts {
      if (size < 1) {
        throw new IllegalArgumentException("burst size must be at least 1, got " + size);
      }
      if (!pause.isPositive()) {
        throw new IllegalArgumentException("burst pause must be positive, got " + pause);
      }
    }
  }
}
