package io.roundtrip.service;

import org.jspecify.annotations.Nullable;

/**
 * A call on its way to the shard that runs it. Immutable. Nothing in it but the deadline is bound to this JVM once the body is
 * written as JSON, and of the deadline what remains can travel, as in {@code X-Deadline-Ms}.
 *
 * @param body what the method takes, which must be immutable; for a handler, the {@link io.roundtrip.event.Event}
 * @param messageId under which logs and error events speak of the call
 * @param deadlineNanos until when its caller waits, by {@link System#nanoTime}
 * @param traceparent the trace it belongs to
 * @param mode what its caller waits for
 * @param nested whether a method that runs made it: work that was accepted goes on while the engine drains
 */
record RpcRequest(
    @Nullable Object body,
    String messageId,
    long deadlineNanos,
    @Nullable String traceparent,
    Mode mode,
    boolean nested) {
  /** What its caller waits for. */
  enum Mode {
    /** The result. */
    RESULT,
    /** That it is accepted. */
    ACCEPTANCE
  }
}
