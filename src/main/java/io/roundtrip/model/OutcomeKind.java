package io.roundtrip.model;

/** What became of a message: the first column of the outcome table. Immutable. */
public enum OutcomeKind {
  /** The acknowledgement policy is met. */
  DELIVERED("delivered"),
  /** The route's filter excluded the message; nothing was sent. */
  FILTERED("filtered"),
  /** The message is held; it is delivered behind the answer. */
  ACCEPTED("accepted"),
  /** A counted destination said no, and none has the message. */
  REJECTED("rejected"),
  /** The policy failed, nothing is unknown, and at least one destination confirmed. */
  PARTIAL("partial"),
  /** No byte of the message was written to any destination. */
  NOT_ATTEMPTED("not-attempted"),
  /** Nobody can know: the message was written, or may have been, and no full answer came in time. */
  UNKNOWN("unknown");

  private final String text;

  OutcomeKind(String text) {
    this.text = text;
  }

  /** The word used in answers, metrics and logs. */
  public String text() {
    return text;
  }
}
