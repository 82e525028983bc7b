package io.roundtrip.load;

import java.time.Duration;
import java.util.SplittableRandom;

/** The due times of a schedule, one after the other. Confined to one thread; allocates nothing. */
final class Arrivals {
  /** Nothing more is due. */
  static final long END = -1;

  private static final double NANOS_PER_SECOND = 1e9;

  private final Schedule schedule;
  private final SplittableRandom random;
  private final double gapNanos;
  private final long endNanos;
  private final long burstSize;
  private final long pauseNanos;
  private long due;

  /** When the burst began; without bursts, the beginning. Times are sums from here, so that rounding does not add up. */
  private long baseNanos;

  private double sinceBase;
  private long inBurst;
  private long count;

  Arrivals(Schedule schedule, SplittableRandom random) {
    this.schedule = schedule;
    this.random = random;
    Schedule.Bursts bursts = schedule.bursts();
    Duration duration = schedule.duration();
    gapNanos = NANOS_PER_SECOND / schedule.ratePerSecond();
    endNanos = duration == null ? Long.MAX_VALUE : duration.toNanos();
    burstSize = bursts == null ? Long.MAX_VALUE : bursts.size();
    pauseNanos = bursts == null ? 0 : bursts.pause().toNanos();
  }

  /** When the next message is due, in nanoseconds from the start, or {@link #END}. Never before the one before it. */
  long next() {
    if (due == END || count == schedule.total()) {
      due = END;
      return END;
    }
    if (count > 0) {
      advance();
    }
    count++;
    due = baseNanos + Math.round(sinceBase);
    if (due >= endNanos) {
      due = END;
    }
    return due;
  }

  private void advance() {
    inBurst++;
    if (inBurst == burstSize) {
      baseNanos = due + pauseNanos;
      sinceBase = 0;
      inBurst = 0;
    } else if (schedule.jitter() == Jitter.NONE) {
      sinceBase = gapNanos * (double) inBurst;
    } else {
      sinceBase += schedule.jitter().gap(gapNanos, random);
    }
  }
}
