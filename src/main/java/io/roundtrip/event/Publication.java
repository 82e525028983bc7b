package io.roundtrip.event;

import org.jspecify.annotations.Nullable;

/**
 * An event on its way to the hub. Immutable: the array is never changed.
 *
 * @param subject what it is about, checked
 * @param messageId under which logs and error events speak of it; empty until it has one
 * @param json what it says, as JSON in UTF-8
 * @param body the same as an object; null if it came as JSON
 * @param traceparent the trace it belongs to
 * @param nested whether a handler published it: work that was accepted goes on while the engine drains
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record Publication(
    String subject,
    String messageId,
    byte[] json,
    @Nullable Object body,
    @Nullable String traceparent,
    boolean nested) {
  /** With its id. */
  public Publication withMessageId(String id) {
    return new Publication(subject, id, json, body, traceparent, nested);
  }
}
