package io.roundtrip.store;

import io.roundtrip.model.Headers;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A message that could not be delivered, with all that it takes to send it again. Immutable: the body is never changed.
 *
 * @param view what can be shown of it
 * @param headers those that its route's conf named when it came
 * @param idempotencyKey as it went downstream
 * @param traceparent as it went downstream; null if it had none
 * @param body as it came
 */
public record DeadLetter(
    DeadLetterView view,
    Headers headers,
    String idempotencyKey,
    @Nullable String traceparent,
    Buffer body) {}
