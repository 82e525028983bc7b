package io.roundtrip.store;

import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.OutcomeKind;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the store has for an idempotency key. Immutable.
 *
 * @param bodyHash SHA-256 of the first message's body
 * @param messageId the message that has the key, or had it last
 * @param engine the engine that delivers it; null when that is over
 * @param alive whether that engine lives
 * @param expired whether it counts for nothing any more
 * @param downstreamKey what went downstream as its Idempotency-Key
 * @param outcome what became of it; null while that is open
 * @param detail one sentence for a person
 * @param destinations what is known of each, from all deliveries that have ended
 * @param answer the answer to pass on; null if there is none
 * @param confirmed destinations whose own transaction says that they have it
 */
public record KeyRecord(
    Buffer bodyHash,
    String messageId,
    @Nullable Long engine,
    boolean alive,
    boolean expired,
    String downstreamKey,
    @Nullable OutcomeKind outcome,
    String detail,
    List<DestinationOutcome> destinations,
    @Nullable DestinationAnswer answer,
    List<String> confirmed) {
  /** Copies. */
  public KeyRecord {
    destinations = List.copyOf(destinations);
    confirmed = List.copyOf(confirmed);
  }
}
