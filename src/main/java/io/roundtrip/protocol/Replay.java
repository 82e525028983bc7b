package io.roundtrip.protocol;

import io.roundtrip.model.Headers;
import io.vertx.core.buffer.Buffer;

/**
 * A message that a person sends again. Immutable.
 *
 * @param route its route's place in the conf
 * @param replayOf the id of the message that it repeats
 * @param body as it came the first time
 * @param contentType as it came; empty if none
 * @param headers those that the route looks at
 * @param idempotencyKey as it went downstream the first time
 * @param deadlineNanos monotonic time at which the answer must be there
 */
public record Replay(
    int route,
    String replayOf,
    Buffer body,
    String contentType,
    Headers headers,
    String idempotencyKey,
    long deadlineNanos) {}
