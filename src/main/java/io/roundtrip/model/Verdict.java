package io.roundtrip.model;

/** How one attempt, or one destination over all of its attempts, ended. Immutable. */
public enum Verdict {
  /** The destination confirmed the message by its own rule. */
  DELIVERED("delivered"),
  /** The destination answered, and the answer was no. */
  REJECTED("rejected"),
  /** No byte of the message was written to the destination. */
  NOT_ATTEMPTED("not-attempted"),
  /** The message was written, or may have been, and no full answer came in time. */
  UNKNOWN("unknown");

  private final String text;

  Verdict(String text) {
    this.text = text;
  }

  /** The word used in answers, metrics and logs. */
  public String text() {
    return text;
  }
}
