package io.roundtrip.load;

import io.roundtrip.model.Outcome;

/**
 * What became of a message, as its sender was told. Immutable.
 *
 * @param outcome the outcome's word; empty where the answer does not say
 * @param status the HTTP status; 0 where it did not come over HTTP
 */
public record Answer(String outcome, int status) {
  /** The answer to a message that was sent within the JVM. */
  public static Answer of(Outcome outcome) {
    return new Answer(outcome.kind().text(), 0);
  }
}
