package io.roundtrip.protocol;

import io.roundtrip.model.Headers;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A message that a person sends again, for the shard of its id. Immutable.
 *
 * @param route its route's place in the conf
 * @param messageId the new message's id
 * @param replayOf the id of the message that it repeats
 * @param key the value of the route's key, where the route orders by it
 * @param body as it came the first time
 * @param contentType as it came; empty if none
 * @param headers those that the route looks at
 * @param idempotencyKey as it went downstream the first time
 * @param traceparent as it went downstream; null if it had none
 * @param deadlineNanos monotonic time at which the answer must be there
 */
public record Replay(
    int route,
    String messageId,
    String replayOf,
    @Nullable String key,
    Buffer body,
    String contentType,
    Headers headers,
    String idempotencyKey,
    @Nullable String traceparent,
    long deadlineNanos) {}
