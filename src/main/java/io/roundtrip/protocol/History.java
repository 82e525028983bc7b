package io.roundtrip.protocol;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.store.KeyClaim;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was before a submission, where it is not the first of its message. Immutable.
 *
 * @param settled destinations for which an earlier delivery was the last: they are not sent the message again
 * @param replayOf the message that this one repeats at a person's request; null for none
 * @param claim the idempotency key that the submission holds; null for none
 * @param stored whether the message is in the store, so that who submits it sees to what becomes of it
 */
public record History(
    List<DestinationOutcome> settled,
    @Nullable String replayOf,
    @Nullable KeyClaim claim,
    boolean stored) {
  /** Nothing was before. */
  public static final History NONE = new History(List.of(), null, null, false);

  /** Copies. */
  public History {
    settled = List.copyOf(settled);
  }
}
