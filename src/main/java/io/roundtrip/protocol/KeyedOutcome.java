package io.roundtrip.protocol;

import io.roundtrip.model.Outcome;

/**
 * What the sender of a message with an idempotency key is told. Immutable.
 *
 * @param outcome of this message, or of the earlier one that it repeats
 * @param replayed whether the outcome was there before this message came
 */
public record KeyedOutcome(Outcome outcome, boolean replayed) {}
