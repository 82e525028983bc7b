package io.roundtrip.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.Ack;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The algebra against the sentences of the design, over every combination that is small enough to list. */
final class OutcomesTest {
  private static final Verdict[] ALL = Verdict.values();

  @Test
  void aDestinationIsDeliveredElseUnknownElseItsLastAttempt() {
    for (List<Verdict> attempts : combinations(4)) {
      Verdict actual = null;
      for (Verdict attempt : attempts) {
        actual = Outcomes.ofDestination(actual, attempt);
      }
      assertEquals(naive(attempts), actual, () -> attempts.toString());
    }
  }

  private static @Nullable Verdict naive(List<Verdict> attempts) {
    if (attempts.contains(Verdict.DELIVERED)) {
      return Verdict.DELIVERED;
    }
    return attempts.contains(Verdict.UNKNOWN) ? Verdict.UNKNOWN : attempts.getLast();
  }

  @Test
  void aMessageIsWhatTheTableSaysForEveryPolicyAndUpToFourDestinations() {
    for (List<Verdict> destinations : combinations(4)) {
      for (int needed = 1; needed <= destinations.size(); needed++) {
        Policy policy = new Policy(destinations.size(), needed);
        OutcomeKind actual =
            Outcomes.ofMessage(
                policy,
                count(destinations, Verdict.DELIVERED),
                count(destinations, Verdict.UNKNOWN),
                count(destinations, Verdict.REJECTED));
        assertEquals(naive(destinations, needed), actual, () -> policy + " " + destinations);
      }
    }
  }

  private static OutcomeKind naive(List<Verdict> destinations, int needed) {
    long confirmed = destinations.stream().filter(v -> v == Verdict.DELIVERED).count();
    if (confirmed >= needed) {
      return OutcomeKind.DELIVERED;
    }
    for (Verdict verdict : List.of(Verdict.UNKNOWN, Verdict.DELIVERED, Verdict.REJECTED)) {
      if (destinations.contains(verdict)) {
        return switch (verdict) {
          case UNKNOWN -> OutcomeKind.UNKNOWN;
          case DELIVERED -> OutcomeKind.PARTIAL;
          case REJECTED -> OutcomeKind.REJECTED;
          case NOT_ATTEMPTED -> throw new AssertionError();
        };
      }
    }
    return OutcomeKind.NOT_ATTEMPTED;
  }

  @Test
  void whatWasNotAttemptedForWantOfAConnectionMayAlwaysBeRepeated() {
    AttemptResult none = AttemptResult.notAttempted(Reason.NO_CONNECTION, "refused");
    assertTrue(none.mayRepeat(false) && none.mayRepeat(true));
    assertFalse(AttemptResult.notAttempted(Reason.BUG, "bug").mayRepeat(true));
  }

  @Test
  void whatMayHaveArrivedIsRepeatedOnlyToAnIdempotentDestination() {
    assertTrue(AttemptResult.unknown(0, "closed").mayRepeat(true));
    assertFalse(AttemptResult.unknown(0, "closed").mayRepeat(false));
    for (int status = 100; status < 600; status++) {
      AttemptResult answer = AttemptResult.rejected(status);
      boolean passes = status == 408 || status == 429 || status >= 500;
      assertEquals(passes, answer.mayRepeat(true), "status " + status);
      assertFalse(answer.mayRepeat(false), "status " + status);
    }
    assertFalse(AttemptResult.delivered(200, null).mayRepeat(true));
  }

  @Test
  void a4xxNeverCountsTowardsTheBreaker() {
    for (int status = 400; status < 500; status++) {
      assertFalse(AttemptResult.rejected(status).isFailure(), "status " + status);
    }
    assertTrue(AttemptResult.rejected(500).isFailure());
    assertTrue(AttemptResult.unknown(0, "closed").isFailure());
    assertTrue(AttemptResult.notAttempted(Reason.NO_CONNECTION, "refused").isFailure());
    assertFalse(AttemptResult.delivered(200, null).isFailure());
    assertFalse(AttemptResult.notAttempted(Reason.BUG, "our own").isFailure());
  }

  @Test
  void eachAcknowledgementPolicyNeedsItsNumber() {
    assertEquals(new Policy(3, 3), Policy.of(new Ack.All(), 3));
    assertEquals(new Policy(3, 1), Policy.of(new Ack.AnyOne(), 3));
    assertEquals(new Policy(3, 2), Policy.of(new Ack.Quorum(2), 3));
    assertEquals(new Policy(1, 1), Policy.of(new Ack.Primary("a"), 1));
    assertThrows(IllegalArgumentException.class, () -> Policy.of(new Ack.Quorum(4), 3));
    assertThrows(IllegalArgumentException.class, () -> Policy.of(new Ack.All(), 0));
  }

  private static int count(List<Verdict> all, Verdict one) {
    return (int) all.stream().filter(verdict -> verdict == one).count();
  }

  /** Every sequence of one to {@code longest} verdicts. */
  private static List<List<Verdict>> combinations(int longest) {
    List<List<Verdict>> all = new ArrayList<>();
    List<List<Verdict>> last = List.of(List.of());
    for (int length = 1; length <= longest; length++) {
      List<List<Verdict>> longer = new ArrayList<>();
      for (List<Verdict> shorter : last) {
        for (Verdict verdict : ALL) {
          List<Verdict> next = new ArrayList<>(shorter);
          next.add(verdict);
          longer.add(next);
        }
      }
      all.addAll(longer);
      last = longer;
    }
    return all;
  }
}
