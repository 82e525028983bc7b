package io.roundtrip.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Timings;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The HTTP column of the outcome table, row by row. */
final class HttpStatusTest {
  @Test
  void eachOutcomeHasTheStatusOfItsRow() {
    Map<OutcomeKind, Integer> table = new EnumMap<>(OutcomeKind.class);
    table.put(OutcomeKind.DELIVERED, 200);
    table.put(OutcomeKind.FILTERED, 200);
    table.put(OutcomeKind.ACCEPTED, 202);
    table.put(OutcomeKind.REJECTED, 502);
    table.put(OutcomeKind.PARTIAL, 502);
    table.put(OutcomeKind.UNKNOWN, 504);
    table.forEach(
        (kind, status) -> {
          Outcome outcome = new Outcome("m", "r", kind, null, "", 0, List.of(), Timings.NONE, null);
          assertEquals(status, HttpStatus.of(outcome), kind.text());
          assertEquals(status < 300, outcome.isPositive(), kind.text());
          assertFalse(HttpStatus.title(outcome).isBlank(), kind.text());
        });
    assertEquals(OutcomeKind.values().length - 1, table.size());
  }

  @Test
  void whatWasNotAttemptedHasTheStatusOfItsReason() {
    List<Integer> row =
        List.of(400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 429, 500, 502, 503);
    for (Reason reason : Reason.values()) {
      Outcome outcome = Outcome.refused("m", "r", reason, "", 0);
      assertEquals(reason.httpStatus(), HttpStatus.of(outcome), reason.code());
      assertEquals(reason.title(), HttpStatus.title(outcome), reason.code());
      assertTrue(row.contains(reason.httpStatus()), reason.code());
      assertEquals(reason.httpStatus() < 500, reason.isSendersFault(), reason.code());
    }
    assertEquals(502, Reason.NO_CONNECTION.httpStatus());
    assertEquals(500, Reason.BUG.httpStatus());
    for (Reason passes :
        List.of(
            Reason.QUEUE_FULL,
            Reason.BREAKER_OPEN,
            Reason.DRAINING,
            Reason.WAIT_TOO_LONG,
            Reason.DEADLINE)) {
      assertEquals(503, passes.httpStatus(), passes.code());
    }
  }
}
