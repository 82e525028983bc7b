package io.roundtrip.store;

import org.jspecify.annotations.Nullable;

/**
 * A message as the store has it. Immutable.
 *
 * @param state {@code settled}, or of one that has not: {@code delivering}, {@code queued}
 * @param receivedMillis the time in its id
 * @param settledMillis when it settled; 0 if it has not
 * @param outcome the word of it; {@code pending} while there is none
 * @param reason the word of it; null unless it was not attempted
 * @param destinations a JSON array: {@code id}, {@code outcome}, {@code reason}, {@code status}, {@code attempts}, {@code
 *     durationMs} of each
 * @param sha256 of its body, in hexadecimal; null if it was not hashed
 * @param replayOf the message that it repeats at a person's request; null for none
 * @param bodyKept whether it can be sent again
 */
public record JournalView(
    String state,
    String messageId,
    String route,
    @Nullable String key,
    long receivedMillis,
    long settledMillis,
    String outcome,
    @Nullable String reason,
    String detail,
    String destinations,
    long size,
    @Nullable String sha256,
    String contentType,
    @Nullable String replayOf,
    boolean bodyKept) {}
