package io.roundtrip.store;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the journal is told of a message that has settled. Immutable: the array is never changed. Holds no body.
 *
 * @param messageId an id of ours, whose time is the row's
 * @param route its route's id
 * @param key what the route orders by; null where it does not
 * @param settledMillis when it settled, by the wall clock
 * @param outcome what became of it in the end
 * @param reason why it was not attempted; null for every other outcome
 * @param detail one sentence for a person
 * @param destinations each with its attempts
 * @param size bytes of its body, as it came
 * @param sha256 of its body; null if it is too large to be hashed on the loop
 * @param contentType as it came; empty if none
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record JournalEntry(
    String messageId,
    String route,
    @Nullable String key,
    long settledMillis,
    OutcomeKind outcome,
    @Nullable Reason reason,
    String detail,
    List<DestinationOutcome> destinations,
    long size,
    byte @Nullable [] sha256,
    String contentType)
    implements Recordable {
  private static final long FIXED = 300;
  private static final long PER_DESTINATION = 100;

  @Override
  public long bytes() {
    return FIXED
        + PER_DESTINATION * destinations.size()
        + 2L * (detail.length() + contentType.length() + (key == null ? 0 : key.length()));
  }
}
