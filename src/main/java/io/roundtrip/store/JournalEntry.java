package io.roundtrip.store;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the journal is told of a message that has settled. Immutable.
 *
 * @param message the message itself
 * @param settledMillis when it settled, by the wall clock
 * @param outcome what became of it in the end
 * @param reason why it was not attempted; null for every other outcome
 * @param detail one sentence for a person
 * @param destinations each with its attempts
 */
public record JournalEntry(
    JournaledMessage message,
    long settledMillis,
    OutcomeKind outcome,
    @Nullable Reason reason,
    String detail,
    List<DestinationOutcome> destinations)
    implements Recordable {
  private static final long PER_DESTINATION = 100;

  @Override
  public long bytes() {
    return message.bytes() + PER_DESTINATION * destinations.size() + 2L * detail.length();
  }
}
