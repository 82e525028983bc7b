package io.roundtrip.ingest;

import io.roundtrip.format.Hl7Ack;
import io.roundtrip.format.Hl7Header;
import io.roundtrip.model.DestinationAnswer;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.net.MllpFrames;
import io.roundtrip.outcome.AckCode;
import io.vertx.core.buffer.Buffer;

/**
 * Which acknowledgements a message gets. Immutable.
 *
 * <p>In original mode one, which says what became of it. In enhanced mode the message says by MSH-15 if it gets one of who
 * has it now (CA, CE, CR), and by MSH-16 if it gets one of what became of it (AA, AE, AR); a message with neither is
 * acknowledged as in original mode. After CE and CR there is no other: the message went no further.
 *
 * @param enhanced whether the conf says so
 */
record Acknowledging(boolean enhanced) {
  /** Whether the message itself says which it wants. */
  boolean isEnhanced(Hl7Header header) {
    return enhanced
        && !(isEmpty(header.acceptAcknowledgement())
            && isEmpty(header.applicationAcknowledgement()));
  }

  /** Whether it wants to be told what became of it once that is known, although it was told that it is held. */
  boolean wantsLater(Hl7Header header) {
    String when = header.applicationAcknowledgement();
    return isEnhanced(header) && (wants(when, true) || wants(when, false));
  }

  /** What the sender is told at once, in frames; empty for nothing. */
  Buffer answers(Hl7Header header, Outcome outcome, long epochMillis) {
    AckCode code = AckCode.of(outcome);
    if (!isEnhanced(header)) {
      return frame(application(header, outcome, code, epochMillis));
    }
    Buffer told = Buffer.buffer();
    boolean positive = code.isPositive();
    boolean accepting = wants(header.acceptAcknowledgement(), positive);
    if (accepting) {
      told.appendBuffer(frame(Hl7Ack.of(header, outcome, code.ofAcceptance(), epochMillis)));
    }
    boolean over = positive ? outcome.kind() != OutcomeKind.ACCEPTED : !accepting;
    return over ? told.appendBuffer(later(header, outcome, epochMillis)) : told;
  }

  /** What the sender is told of the message's end, in a frame; empty for nothing. */
  Buffer later(Hl7Header header, Outcome outcome, long epochMillis) {
    AckCode code = AckCode.of(outcome);
    return wants(header.applicationAcknowledgement(), code.isPositive())
        ? frame(application(header, outcome, code, epochMillis))
        : Buffer.buffer();
  }

  /** The system's own where the route passes it on, and it can be passed on. */
  private static byte[] application(
      Hl7Header header, Outcome outcome, AckCode code, long epochMillis) {
    DestinationAnswer answer = outcome.answer();
    byte[] passed = answer == null ? null : Hl7Ack.passOn(answer.body(), header, code);
    return passed == null ? Hl7Ack.of(header, outcome, code, epochMillis) : passed;
  }

  private static Buffer frame(byte[] content) {
    return Buffer.buffer(MllpFrames.frame(content));
  }

  /** Table 0155. A word that is not in it is taken for always: an answer too many tells the sender more than one too few. */
  private static boolean wants(String when, boolean positive) {
    return switch (when) {
      case "NE", "", "\"\"" -> false;
      case "ER" -> !positive;
      case "SU" -> positive;
      default -> true;
    };
  }

  private static boolean isEmpty(String field) {
    return field.isEmpty() || field.equals("\"\"");
  }
}
