package io.roundtrip.store;

import io.roundtrip.model.Outcome;
import org.jspecify.annotations.Nullable;

/**
 * What an idempotency key comes to once its message's outcome is there. Immutable.
 *
 * @param claim the key, and the message that must still have it
 * @param outcome what repeats are told; null to let go of the key
 * @param retainMillis for how long it is kept from now on
 */
public record KeyEnd(KeyClaim claim, @Nullable Outcome outcome, long retainMillis) {
  private static final long FIXED = 300;
  private static final long PER_DESTINATION = 100;

  /** What it counts for against a collector's bounds. */
  public long bytes() {
    if (outcome == null) {
      return FIXED;
    }
    return FIXED
        + PER_DESTINATION * outcome.destinations().size()
        + 2L * outcome.detail().length()
        + (outcome.answer() == null ? 0 : outcome.answer().body().length);
  }
}
