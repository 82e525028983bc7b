package io.roundtrip.outcome;

import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;

/** The outcome table's HTTP column. Stateless. */
public final class HttpStatus {
  private HttpStatus() {}

  /** The status that tells an HTTP sender this outcome; {@code respond-with} aside. */
  public static int of(Outcome outcome) {
    return switch (outcome.kind()) {
      case DELIVERED, FILTERED -> 200;
      case ACCEPTED -> 202;
      case REJECTED, PARTIAL -> 502;
      case UNKNOWN -> 504;
      case NOT_ATTEMPTED -> {
        Reason reason = outcome.reason();
        yield reason == null ? Reason.BUG.httpStatus() : reason.httpStatus();
      }
    };
  }

  /** One line for a person: the problem's title. */
  public static String title(Outcome outcome) {
    return switch (outcome.kind()) {
      case DELIVERED -> "Delivered";
      case FILTERED -> "Filtered";
      case ACCEPTED -> "Accepted";
      case REJECTED -> "A destination rejected the message";
      case PARTIAL -> "Only some destinations have the message";
      case UNKNOWN -> "Nobody knows whether the message arrived";
      case NOT_ATTEMPTED -> {
        Reason reason = outcome.reason();
        yield reason == null ? Reason.BUG.title() : reason.title();
      }
    };
  }
}
