package io.roundtrip.model;

import org.jspecify.annotations.Nullable;

/**
 * A destination's own answer, kept where a route says {@code respond-with}. Immutable: the body is not copied and must
 * not be changed.
 *
 * @param status its HTTP status
 * @param contentType its Content-Type, null if it gave none
 * @param body its body
 */
@SuppressWarnings("ArrayRecordComponent") // passed by reference, never compared
public record DestinationAnswer(int status, @Nullable String contentType, byte[] body) {}
