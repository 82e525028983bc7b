package io.roundtrip.format;

import io.roundtrip.model.Reason;

/**
 * A message that cannot be read or mapped, with what is wrong and where; never with a value of the message. Immutable.
 *
 * <p>It has no stack trace: the place that counts is the one in the message.
 */
final class BadMessage extends Exception {
  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String detail;

  private BadMessage(Reason reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
    this.detail = detail;
  }

  static BadMessage malformed(String detail) {
    return new BadMessage(Reason.MALFORMED, detail);
  }

  static BadMessage missing(String detail) {
    return new BadMessage(Reason.MISSING_VALUE, detail);
  }

  Reason reason() {
    return reason;
  }

  String detail() {
    return detail;
  }
}
