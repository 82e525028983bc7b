package io.roundtrip.future;

import java.time.Duration;

/**
 * Where a combinator takes its turns, one at a time, and how it hears of one kind of future. Thus each combinator is written
 * once.
 *
 * @param <F> the kind: loop futures on their loop, or Vert.x futures anywhere
 */
interface Place<F> {
  /** What is said of a step that returned null. */
  String NO_FUTURE = "an asynchronous step returned no future";

  /** Runs a turn of the caller's. */
  void begin(Runnable turn);

  /**
   * Consumes the future; its outcome arrives in a turn, or at once if this is one. That it cannot be consumed is an
   * outcome too: the others are not left behind.
   */
  void listen(F future, Joint joint, int index);

  /** Takes a turn later. */
  Timers.Timer later(Duration delay, Runnable turn);
}
