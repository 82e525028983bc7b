package io.roundtrip.embedded;

import java.time.Duration;

/**
 * How long to wait for the embedded PostgreSQL. Immutable.
 *
 * @param start for the server to take connections, its recovery after a crash included; and for each step before that
 * @param stop for a clean stop, a checkpoint included; then it is killed, and the next start recovers
 * @param firstPause before it is started again after it died; doubled each time
 * @param longestPause what the pause grows to; a server that lived longer than this starts with the first pause again
 */
public record Patience(Duration start, Duration stop, Duration firstPause, Duration longestPause) {
  /** What an engine uses. */
  public static final Patience USUAL =
      new Patience(
          Duration.ofSeconds(60),
          Duration.ofSeconds(20),
          Duration.ofMillis(100),
          Duration.ofSeconds(10));

  /** Refuses what is not positive. */
  public Patience {
    positive("start", start);
    positive("stop", stop);
    positive("first pause", firstPause);
    positive("longest pause", longestPause);
  }

  private static void positive(String name, Duration duration) {
    if (!duration.isPositive()) {
      throw new IllegalArgumentException(name + " must be positive, got " + duration);
    }
  }

  /** The pause after the one that was just made. */
  Duration after(Duration pause) {
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(longestPause) > 0 ? longestPause : twice;
  }
}
