package io.roundtrip.pg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.vertx.pgclient.PgException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PgKindTest {
  @Test
  void everySqlstateHasItsKind() {
    Map<PgKind, List<String>> expected =
        Map.of(
            PgKind.RETRYABLE, List.of("40001", "40P01", "55P03"),
            PgKind.CONSTRAINT, List.of("23505", "23502", "23P01"),
            PgKind.DATA, List.of("MY001", "P0002", "38000", "22P02", "22001", "21000", "P0001"),
            PgKind.UNAVAILABLE,
                List.of("08006", "57P01", "57P02", "57P03", "53300", "57014", "28P01", "25006"),
            PgKind.UNKNOWN, List.of("08007", "40003"),
            PgKind.BUG, List.of("42P01", "42601", "25P02", "0A000", "XX000", "0Z002", "1"));
    expected.forEach(
        (kind, states) ->
            states.forEach(state -> assertEquals(kind, PgKind.of(state, "text"), state)));
    assertEquals(PgKind.BUG, PgKind.of(null, null));
    assertEquals(PgKind.RETRYABLE, PgKind.of("0A000", "cached plan must not change result type"));
  }

  @Test
  void aServerThatGoesDownInACommitLeavesItUnknown() {
    for (String state : List.of("57P01", "53100", "XX000", "58030")) {
      assertEquals(
          PgKind.UNKNOWN,
          PgFailure.answeredToCommit(new PgException("x", "FATAL", state, null)).kind());
    }
    assertEquals(
        PgKind.RETRYABLE,
        PgFailure.answeredToCommit(new PgException("x", "ERROR", "40001", null)).kind());
  }

  @Test
  void aMessageThatIsLoggedHoldsNoValueOfARow() {
    PgException data = new PgException("invalid input: \"SECRET\"", "ERROR", "22P02", "SECRET");
    assertFalse(PgFailure.answered(data).toString().contains("SECRET"));
    PgException key = new PgException("duplicate SECRET", "ERROR", "23505", "(id)=(SECRET)");
    assertFalse(PgFailure.answered(key).toString().contains("SECRET"));
    assertEquals("(id)=(SECRET)", PgFailure.answered(key).detail());
  }
}
