package io.roundtrip.load;

/**
 * What is to be sent. Immutable.
 *
 * @param schedule when
 * @param keys whose
 * @param payloads what
 * @param seed of all that is random in it; the same seed gives the same messages at the same times
 */
public record Load(Schedule schedule, Keys keys, Payloads payloads, long seed) {}
