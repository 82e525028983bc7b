package io.roundtrip.outcome;

import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * The outcome algebra: the only place that decides what became of a message. Stateless.
 *
 * <p>A destination is delivered if any attempt was; else unknown if any was; else its last attempt's verdict. A message
 * is delivered if the policy is met; else unknown if any destination is; else partial if any is delivered; else rejected
 * if any is; else not attempted.
 */
public final class Outcomes {
  private Outcomes() {}

  /** What a destination's verdict becomes by one more attempt; {@code before} is null for the first. */
  public static Verdict ofDestination(@Nullable Verdict before, Verdict attempt) {
    if (before == Verdict.DELIVERED || attempt == Verdict.DELIVERED) {
      return Verdict.DELIVERED;
    }
    if (before == Verdict.UNKNOWN || attempt == Verdict.UNKNOWN) {
      return Verdict.UNKNOWN;
    }
    return attempt;
  }

  /**
   * What became of a message.
   *
   * @param policy what its route asks for
   * @param delivered counted destinations that confirmed
   * @param unknown counted destinations of which nobody knows, those still open included
   * @param rejected counted destinations that said no
   */
  public static OutcomeKind ofMessage(Policy policy, int delivered, int unknown, int rejected) {
    if (policy.isMet(delivered)) {
      return OutcomeKind.DELIVERED;
    }
    if (unknown > 0) {
      return OutcomeKind.UNKNOWN;
    }
    if (delivered > 0) {
      return OutcomeKind.PARTIAL;
    }
    return rejected > 0 ? OutcomeKind.REJECTED : OutcomeKind.NOT_ATTEMPTED;
  }
}
