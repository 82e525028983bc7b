package io.roundtrip.store;

import io.roundtrip.model.Outcome;
import java.time.Duration;

/** What happens to a row of the outbox after a round of delivery. Immutable. */
public sealed interface Settlement {
  /** The message, as it was claimed. */
  OutboxMessage message();

  /**
   * Delivered, or filtered: it is no more.
   *
   * @param outcome what all rounds together brought
   */
  record Done(OutboxMessage message, Outcome outcome) implements Settlement {}

  /**
   * Delivered again later, by whoever claims it then.
   *
   * @param after the message with what is known now
   * @param pause how much later
   */
  record Again(OutboxMessage message, OutboxMessage after, Duration pause) implements Settlement {}

  /**
   * A dead letter.
   *
   * @param outcome what is known of it
   * @param attempts rounds that were tried
   */
  record Dead(OutboxMessage message, Outcome outcome, int attempts) implements Settlement {}

  /** Whether its lane is free for the next. */
  default boolean freesLane() {
    return message().lane() != null && !(this instanceof Again);
  }
}
