package io.roundtrip.future;

import java.time.Duration;

/**
 * Where a combinator takes its turns, one at a time, and how it hears of one kind of future. Thus each combinator is written
 * once.
 *
 * @param <F> the kind: loop futures on their loop, or Vert.x futures anywhere
 */
interface Place<F> {
  /** Runs the first turn. */
  void begin(Runnable turn);

  /** Consumes the future; its outcome arrives in a turn, or at once if this is one. */
  void listen(F future, Joint joint, int index);

  /** Takes a turn later. */
  Timers.Timer later(Duration delay, Runnable turn);
}
