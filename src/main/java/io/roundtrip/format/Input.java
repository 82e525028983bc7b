package io.roundtrip.format;

import io.roundtrip.model.Headers;

/**
 * A message as it is read. Immutable: the body is not copied and must not be changed.
 *
 * @param body its bytes
 * @param contentType the Content-Type it came with, empty if none; its charset parameter counts
 * @param headers for paths of the form {@code header:NAME}
 * @param messageId the engine's id; a control id is made of it where HL7 output has none
 * @param epochMillis the time of its arrival; the date of HL7 output that has none
 */
@SuppressWarnings("ArrayRecordComponent") // passed by reference, never compared
public record Input(
    byte[] body, String contentType, Headers headers, String messageId, long epochMillis) {}
