package io.roundtrip.store;

import io.vertx.core.buffer.Buffer;

/**
 * An idempotency key that an engine holds for a message. Immutable.
 *
 * @param route the route's id
 * @param hash SHA-256 of the key
 * @param messageId the message that it is held for: who no longer holds it for this one must not write
 */
public record KeyClaim(String route, Buffer hash, String messageId) {}
