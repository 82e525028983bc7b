package io.roundtrip.schedule;

import java.time.Instant;

/**
 * One time of a schedule. Immutable.
 *
 * @param schedule its name
 * @param due when it was to begin, without jitter: the same on every engine
 */
public record Run(String schedule, Instant due) {}
