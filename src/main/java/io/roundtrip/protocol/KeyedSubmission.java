package io.roundtrip.protocol;

/**
 * A message with an idempotency key. Immutable.
 *
 * @param key its value, not empty
 * @param submission the message; where the sender gave no Idempotency-Key of its own, the key goes downstream with it
 */
public record KeyedSubmission(String key, Submission submission) {}
