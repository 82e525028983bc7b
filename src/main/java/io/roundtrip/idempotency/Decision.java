package io.roundtrip.idempotency;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Outcome;
import java.util.List;

/** What is done with a message whose idempotency key another one has, or had. Immutable. */
sealed interface Decision {
  /** The key has expired: it is as new. */
  record Replace() implements Decision {}

  /** The key came with another body. */
  record Conflict() implements Decision {}

  /** Another engine delivers that message now. */
  record Wait(String messageId) implements Decision {}

  /** What is known is the answer, and nothing is sent. */
  record Replay(Outcome outcome) implements Decision {}

  /**
   * It is sent to the destinations that do not have it.
   *
   * @param known what became of it so far
   * @param settled destinations that are not sent it again
   */
  record Resume(Outcome known, List<DestinationOutcome> settled) implements Decision {}
}
