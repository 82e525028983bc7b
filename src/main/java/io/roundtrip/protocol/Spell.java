package io.roundtrip.protocol;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A time in which something fails again and again: so that its begin and its end are said, and not each failure.
 * Loop-confined. It ends with a success after a while without a failure: under an overload both come in turns.
 */
final class Spell {
  private static final long QUIET_NANOS = Duration.ofSeconds(5).toNanos();

  private final LongSupplier clock;
  private long lost;
  private long lastNanos;

  /** None yet. */
  Spell(LongSupplier clock) {
    this.clock = clock;
  }

  /** One is lost; true if that begins a spell. */
  boolean onDropped() {
    lastNanos = clock.getAsLong();
    return lost++ == 0;
  }

  /** One is written: how many were lost in the spell that ends with it, or 0 if none does. */
  long onWritten() {
    if (lost == 0 || clock.getAsLong() - lastNanos < QUIET_NANOS) {
      return 0;
    }
    long all = lost;
    lost = 0;
    return all;
  }
}
