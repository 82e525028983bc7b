package io.roundtrip.load;

import java.util.SplittableRandom;

/**
 * The row of messages that follows from a load. Confined to one thread.
 *
 * <p>Times, keys and contents draw from streams of their own: with another key distribution the same messages are due at
 * the same times. A message's content follows from its number alone, whether those before it were made or skipped.
 */
public final class LoadRun {
  private static final long MIX = 0x9e37_79b9_7f4a_7c15L;

  private final Load load;
  private final Arrivals arrivals;
  private final SplittableRandom keys;
  private final long contents;
  private long dueNanos;
  private long sequence = 1;

  /** From the first message on. */
  public LoadRun(Load load) {
    SplittableRandom seed = new SplittableRandom(load.seed());
    this.load = load;
    arrivals = new Arrivals(load.schedule(), seed.split());
    keys = seed.split();
    contents = seed.nextLong();
    dueNanos = arrivals.next();
  }

  /** Whether all have been taken. */
  public boolean isOver() {
    return dueNanos == Arrivals.END;
  }

  /** When the next is due, from the start. */
  public long dueNanos() {
    return dueNanos;
  }

  /** Takes the next message. */
  public LoadMessage take() {
    String key = load.keys().key(sequence, keys);
    SplittableRandom content = new SplittableRandom(contents + sequence * MIX);
    LoadMessage message =
        new LoadMessage(sequence, dueNanos, key, load.payloads().make(sequence, key, content));
    advance();
    return message;
  }

  /** Leaves the next message out. */
  public void skip() {
    load.keys().key(sequence, keys); // the keys that follow are the same either way
    advance();
  }

  private void advance() {
    dueNanos = arrivals.next();
    sequence++;
  }
}
