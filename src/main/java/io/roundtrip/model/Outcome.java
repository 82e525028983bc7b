package io.roundtrip.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message: what HTTP, the event bus, the journal and metrics render. Immutable.
 *
 * @param messageId the engine's id for the message
 * @param route the route's id; empty where the message matched none
 * @param kind the outcome
 * @param reason why it was not attempted; null for every other kind
 * @param detail one sentence for a person; never text that a destination sent
 * @param retryAfterMillis when it is worth trying again; 0 where there is no telling
 * @param destinations the destinations in the order of the conf; empty if none was considered
 * @param timings where the time went
 * @param answer the answer to pass on, where the route says {@code respond-with}
 * @param state the state that does not allow the message; null unless that is the reason
 */
public record Outcome(
    String messageId,
    String route,
    OutcomeKind kind,
    @Nullable Reason reason,
    String detail,
    long retryAfterMillis,
    List<DestinationOutcome> destinations,
    Timings timings,
    @Nullable DestinationAnswer answer,
    @Nullable StateView state) {

  /** Checks that a reason goes with not-attempted and with nothing else. */
  public Outcome {
    if ((kind == OutcomeKind.NOT_ATTEMPTED) != (reason != null)) {
      throw new IllegalArgumentException(
          "outcome " + kind.text() + " of message " + messageId + " with reason " + reason);
    }
  }

  /** One in which no state had a part. */
  public Outcome(
      String messageId,
      String route,
      OutcomeKind kind,
      @Nullable Reason reason,
      String detail,
      long retryAfterMillis,
      List<DestinationOutcome> destinations,
      Timings timings,
      @Nullable DestinationAnswer answer) {
    this(
        messageId,
        route,
        kind,
        reason,
        detail,
        retryAfterMillis,
        destinations,
        timings,
        answer,
        null);
  }

  /** The same, with the state that does not allow the message. */
  public Outcome with(StateView refusing) {
    return new Outcome(
        messageId,
        route,
        kind,
        reason,
        detail,
        retryAfterMillis,
        destinations,
        timings,
        answer,
        refusing);
  }

  /** The same, with other destinations. */
  public Outcome with(List<DestinationOutcome> others) {
    return new Outcome(
        messageId, route, kind, reason, detail, retryAfterMillis, others, timings, answer, state);
  }

  /** Nobody knows what became of the message, and no destination is named. */
  public static Outcome unknown(String messageId, String route, String detail) {
    return new Outcome(
        messageId, route, OutcomeKind.UNKNOWN, null, detail, 0, List.of(), Timings.NONE, null);
  }

  /** A message that was refused before any destination was considered. */
  public static Outcome refused(
      String messageId, String route, Reason reason, String detail, long retryAfterMillis) {
    return new Outcome(
        messageId,
        route,
        OutcomeKind.NOT_ATTEMPTED,
        reason,
        detail,
        retryAfterMillis,
        List.of(),
        Timings.NONE,
        null);
  }

  /** Whether the sender may take the message as done or held. */
  public boolean isPositive() {
    return switch (kind) {
      case DELIVERED, FILTERED, ACCEPTED -> true;
      case REJECTED, PARTIAL, NOT_ATTEMPTED, UNKNOWN -> false;
    };
  }
}
