package io.roundtrip.event;

import org.jspecify.annotations.Nullable;

/**
 * Asks for the next events of a pattern. Immutable.
 *
 * @param pattern which ones
 * @param after the last one the asker has; null to be told at once where the end is now
 * @param untilNanos until when to wait for one, by {@link System#nanoTime}
 */
public record EventQuestion(SubjectPattern pattern, @Nullable EventId after, long untilNanos) {}
