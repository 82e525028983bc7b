package io.roundtrip.protocol;

import io.roundtrip.model.Outcome;

/** What became of a person's wish to send a message again. Immutable. */
public sealed interface ReplayAnswer {
  /**
   * It was sent again as a new message.
   *
   * @param replayOf the message that it repeats
   * @param outcome of the new one
   */
  record Replayed(String replayOf, Outcome outcome) implements ReplayAnswer {}

  /** Neither the dead letters nor the journal have it. */
  record Unknown() implements ReplayAnswer {}

  /** It cannot be sent again as things are. */
  record Refused(String detail) implements ReplayAnswer {}

  /** The store cannot be asked now. */
  record Unavailable(String detail) implements ReplayAnswer {}
}
