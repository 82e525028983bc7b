package io.roundtrip.outcome;

import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * How one attempt at one destination ended. Immutable.
 *
 * @param verdict delivered, rejected, not attempted or unknown
 * @param reason why it was not attempted; null for every other verdict
 * @param status the destination's status; 0 if it gave none
 * @param answer its answer, where it is wanted
 * @param cause what happened, for the log: never text that a destination sent
 */
public record AttemptResult(
    Verdict verdict,
    @Nullable Reason reason,
    int status,
    @Nullable DestinationAnswer answer,
    String cause) {

  /** Confirmed. */
  public static AttemptResult delivered(int status, @Nullable DestinationAnswer answer) {
    return new AttemptResult(Verdict.DELIVERED, null, status, answer, "");
  }

  /** Answered, and the answer was no. */
  public static AttemptResult rejected(int status) {
    return new AttemptResult(Verdict.REJECTED, null, status, null, "answered " + status);
  }

  /** Refused by a destination that has no statuses of its own, with the one that says the same. */
  public static AttemptResult rejected(int status, String cause) {
    return new AttemptResult(Verdict.REJECTED, null, status, null, cause);
  }

  /** {@link #rejected(int, String)} with an answer that says so. */
  public static AttemptResult rejected(
      int status, String cause, @Nullable DestinationAnswer answer) {
    return new AttemptResult(Verdict.REJECTED, null, status, answer, cause);
  }

  /** No byte of the message was written. */
  public static AttemptResult notAttempted(Reason reason, String cause) {
    return new AttemptResult(Verdict.NOT_ATTEMPTED, reason, 0, null, cause);
  }

  /** Written, or maybe written, and no full answer came. */
  public static AttemptResult unknown(int status, String cause) {
    return new AttemptResult(Verdict.UNKNOWN, null, status, null, cause);
  }

  /**
   * Whether the message may be sent again: what was not attempted always, what may have arrived only to a destination
   * that takes it twice without harm.
   */
  public boolean mayRepeat(boolean idempotent) {
    return switch (verdict) {
      case DELIVERED -> false;
      case NOT_ATTEMPTED -> reason == Reason.NO_CONNECTION;
      case UNKNOWN -> idempotent;
      case REJECTED -> idempotent && (status == 408 || status == 429 || status >= 500);
    };
  }

  /** Whether it counts towards the circuit breaker: a destination that answered 4xx is there. */
  public boolean isFailure() {
    return switch (verdict) {
      case DELIVERED -> false;
      case NOT_ATTEMPTED -> reason == Reason.NO_CONNECTION;
      case UNKNOWN -> true;
      case REJECTED -> status < 400 || status >= 500;
    };
  }
}
