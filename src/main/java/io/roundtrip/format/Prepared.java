package io.roundtrip.format;

import io.roundtrip.model.Reason;

/** What filter and map made of a message. Immutable. */
public sealed interface Prepared {
  /** Whether it goes to destinations. */
  default boolean isSent() {
    return switch (this) {
      case AsItCame asItCame -> true;
      case Mapped mapped -> true;
      case Excluded excluded -> false;
      case Refused refused -> false;
    };
  }

  /** It goes on as it came. */
  record AsItCame() implements Prepared {
    /** The only one. */
    public static final AsItCame INSTANCE = new AsItCame();
  }

  /** The filter excluded it. */
  record Excluded() implements Prepared {
    /** The only one. */
    public static final Excluded INSTANCE = new Excluded();
  }

  /**
   * A new message takes its place.
   *
   * @param body its bytes
   * @param contentType for the destination
   */
  @SuppressWarnings("ArrayRecordComponent") // passed by reference, never compared
  record Mapped(byte[] body, String contentType) implements Prepared {}

  /**
   * It cannot be sent.
   *
   * @param reason {@link Reason#MALFORMED} or {@link Reason#MISSING_VALUE}
   * @param detail the rule, its path and what is wrong; never a value of the message
   */
  record Refused(Reason reason, String detail) implements Prepared {}
}
