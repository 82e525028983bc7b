package io.roundtrip.protocol;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.OutcomeKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a shard knows of a message. Immutable.
 *
 * @param found whether it knows it at all
 * @param messageId its id
 * @param route its route
 * @param state {@code queued}, {@code delivering} or {@code settled}
 * @param outcome what became of it, null until it has settled
 * @param detail one sentence for a person, empty if there is nothing to say
 * @param destinations what is known of each
 * @param epochMillis when it arrived
 */
public record MessageView(
    boolean found,
    String messageId,
    String route,
    String state,
    @Nullable OutcomeKind outcome,
    String detail,
    List<DestinationOutcome> destinations,
    long epochMillis) {

  /** Not known here: it never was, or has made room for later ones. */
  public static MessageView unknown(String messageId) {
    return new MessageView(false, messageId, "", "", null, "", List.of(), 0);
  }
}
