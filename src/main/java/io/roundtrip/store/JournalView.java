package io.roundtrip.store;

import org.jspecify.annotations.Nullable;

/**
 * A row of the journal. Immutable.
 *
 * @param receivedMillis the time in its id
 * @param outcome the word of it
 * @param reason the word of it; null unless it was not attempted
 * @param destinations a JSON array: {@code id}, {@code outcome}, {@code reason}, {@code status}, {@code attempts}, {@code
 *     durationMs} of each
 * @param sha256 of its body, in hexadecimal; null if it was not hashed
 */
public record JournalView(
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
    String contentType) {}
