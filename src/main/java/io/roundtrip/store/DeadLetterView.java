package io.roundtrip.store;

import org.jspecify.annotations.Nullable;

/**
 * A row of the dead letters without its body. Immutable.
 *
 * @param key the first characters of what its route ordered by; null where it did not
 * @param outcome the word of it: what is known of the message
 * @param reason the word of it; null unless it was not attempted
 * @param attempts rounds of delivery that were tried
 * @param destinations a JSON array, as {@link JournalView#destinations}
 * @param size bytes of its body
 * @param contentType as it came; empty if none
 * @param replayOf the message that it repeated; null for none
 * @param replayedBy the message that repeats it, or is about to; null for none
 * @param replayedMillis when that was; 0 for never
 */
public record DeadLetterView(
    String messageId,
    String route,
    @Nullable String key,
    long receivedMillis,
    long diedMillis,
    String outcome,
    @Nullable String reason,
    String detail,
    int attempts,
    String destinations,
    long size,
    String contentType,
    @Nullable String replayOf,
    @Nullable String replayedBy,
    long replayedMillis) {}
