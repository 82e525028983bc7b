package io.roundtrip.destination;

import io.roundtrip.model.Headers;
import io.roundtrip.store.KeyClaim;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A message as it goes to a destination. Immutable.
 *
 * @param body its bytes
 * @param contentType empty if unknown
 * @param headers those it came with, for columns of the form {@code header:NAME}; not sent on
 * @param idempotencyKey the same for every attempt
 * @param traceparent null if the sender gave none
 * @param remainingMillis how long the sender still waits
 * @param claim the idempotency key that is held for it, null for none; a table marks it in the transaction of the row
 */
public record Outgoing(
    Buffer body,
    String contentType,
    Headers headers,
    String idempotencyKey,
    @Nullable String traceparent,
    long remainingMillis,
    @Nullable KeyClaim claim) {}
