package io.roundtrip.model;

import org.jspecify.annotations.Nullable;

/**
 * What became of a message at one destination. Immutable.
 *
 * @param id the destination's id in its route
 * @param verdict how it ended; null while it is still open
 * @param reason why it was not attempted; null for every other verdict
 * @param status the status of the last answer (an HTTP status, or an event-bus failure code); 0 if none came
 * @param attempts how many attempts were made, those that found no connection included
 * @param durationNanos from the start of the first attempt to the end of the last
 */
public record DestinationOutcome(
    String id,
    @Nullable Verdict verdict,
    @Nullable Reason reason,
    int status,
    int attempts,
    long durationNanos) {

  /** The word of the verdict, or {@code pending} while there is none. */
  public String text() {
    return verdict == null ? "pending" : verdict.text();
  }
}
