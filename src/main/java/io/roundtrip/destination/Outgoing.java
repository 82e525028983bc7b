package io.roundtrip.destination;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A message as it goes to a destination. Immutable.
 *
 * @param body its bytes
 * @param contentType empty if unknown
 * @param idempotencyKey the same for every attempt
 * @param traceparent null if the sender gave none
 * @param remainingMillis how long the sender still waits
 */
public record Outgoing(
    Buffer body,
    String contentType,
    String idempotencyKey,
    @Nullable String traceparent,
    long remainingMillis) {}
