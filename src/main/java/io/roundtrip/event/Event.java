package io.roundtrip.event;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened. Immutable: the array is never changed.
 *
 * @param id its place in the order
 * @param subject what it is about
 * @param epochMillis when the hub had it
 * @param messageId under which logs and error events speak of it
 * @param json what it says, as JSON in UTF-8
 * @param body the same as the object that was published, which must be immutable; null if it came as JSON
 * @param traceparent the trace it belongs to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Event(
    EventId id,
    String subject,
    long epochMillis,
    String messageId,
    byte[] json,
    @Nullable Object body,
    @Nullable String traceparent) {
  /** Without the object: what the ring keeps, whose memory is counted by the JSON. */
  Event withoutBody() {
    return body == null
        ? this
        : new Event(id, subject, epochMillis, messageId, json, null, traceparent);
  }
}
