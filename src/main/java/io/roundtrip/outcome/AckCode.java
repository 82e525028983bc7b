package io.roundtrip.outcome;

import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;

/** The outcome table's HL7 column: table 0008, what MSA-1 says. Immutable. */
public enum AckCode {
  /** Delivered, filtered or held. */
  AA,
  /** It did not go well; the same message may go well another time. */
  AE,
  /** The message is at fault. */
  AR,
  /** {@link #AA} where the acknowledgement is not the application's. */
  CA,
  /** {@link #AE} likewise. */
  CE,
  /** {@link #AR} likewise. */
  CR;

  /** The code that tells an HL7 sender this outcome. */
  public static AckCode of(Outcome outcome) {
    return switch (outcome.kind()) {
      case DELIVERED, FILTERED, ACCEPTED -> AA;
      case REJECTED, PARTIAL, UNKNOWN -> AE;
      case NOT_ATTEMPTED -> {
        Reason reason = outcome.reason();
        yield reason != null && reason.isSendersFault() ? AR : AE;
      }
    };
  }

  /** The same in enhanced mode's first acknowledgement, which says who has the message now. */
  public AckCode ofAcceptance() {
    return switch (this) {
      case AA, CA -> CA;
      case AE, CE -> CE;
      case AR, CR -> CR;
    };
  }

  /** Whether the sender may take the message as done or held. */
  public boolean isPositive() {
    return this == AA || this == CA;
  }
}
