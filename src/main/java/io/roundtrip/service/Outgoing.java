package io.roundtrip.service;

import org.jspecify.annotations.Nullable;

/**
 * A call as its caller makes it, before the loop that sends it gives it an id. Immutable; the fields are those of {@link
 * RpcRequest}.
 *
 * @param messageId given already, at the HTTP edge and by who calls again; null for a new one
 */
record Outgoing(
    @Nullable Object body,
    @Nullable String messageId,
    long deadlineNanos,
    @Nullable String traceparent,
    RpcRequest.Mode mode,
    boolean nested) {
  RpcRequest request(String nextId) {
    return new RpcRequest(
        body, messageId == null ? nextId : messageId, deadlineNanos, traceparent, mode, nested);
  }
}
