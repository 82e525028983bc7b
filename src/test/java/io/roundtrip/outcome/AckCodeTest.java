package io.roundtrip.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The HL7 column of the outcome table, written down a second time. */
final class AckCodeTest {
  private static AckCode code(OutcomeKind kind, @Nullable Reason reason) {
    return AckCode.of(new Outcome("id", "r", kind, reason, "", 0, List.of(), Timings.NONE, null));
  }

  @Test
  void whatWentWellIsAcceptedAndWhatDidNotIsAnError() {
    assertEquals(AckCode.AA, code(OutcomeKind.DELIVERED, null));
    assertEquals(AckCode.AA, code(OutcomeKind.FILTERED, null));
    assertEquals(AckCode.AA, code(OutcomeKind.ACCEPTED, null));
    assertEquals(AckCode.AE, code(OutcomeKind.REJECTED, null));
    assertEquals(AckCode.AE, code(OutcomeKind.PARTIAL, null));
    assertEquals(AckCode.AE, code(OutcomeKind.UNKNOWN, null));
  }

  @Test
  void whatIsTheSendersFaultIsRejected() {
    Set<Reason> faults =
        Set.of(
            Reason.MALFORMED,
            Reason.NO_ROUTE,
            Reason.METHOD_NOT_ALLOWED,
            Reason.BODY_TIMEOUT,
            Reason.TOO_LARGE,
            Reason.MEDIA_TYPE,
            Reason.STATE_CONFLICT,
            Reason.MISSING_VALUE,
            Reason.KEY_REUSED);
    for (Reason reason : Reason.values()) {
      AckCode expected = faults.contains(reason) ? AckCode.AR : AckCode.AE;
      assertEquals(expected, code(OutcomeKind.NOT_ATTEMPTED, reason), reason::code);
    }
  }

  @Test
  void whoHasTheMessageIsSaidByTheSameLetters() {
    assertEquals(AckCode.CA, AckCode.AA.ofAcceptance());
    assertEquals(AckCode.CE, AckCode.AE.ofAcceptance());
    assertEquals(AckCode.CR, AckCode.AR.ofAcceptance());
    assertEquals(AckCode.CR, AckCode.CR.ofAcceptance());
  }
}
