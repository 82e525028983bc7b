package io.roundtrip.future;

import java.time.Duration;

/**
 * There was no outcome in time. The work it was about may still be under way, and may still succeed. Without a stack trace:
 * it is an answer, not a fault of the code that waited.
 */
public final class TimedOut extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Duration after;

  /** After so long. */
  public TimedOut(Duration after) {
    super("no outcome within " + after.toNanos() / 1_000_000.0 + " ms", null, true, false);
    this.after = after;
  }

  /** How long was waited. */
  public Duration after() {
    return after;
  }
}
