package io.roundtrip.protocol;

import io.roundtrip.format.Input;
import io.roundtrip.model.Headers;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A message for a worker. It has its credits; the worker gives them back. Immutable.
 *
 * @param route its route's place in the conf
 * @param messageId the engine's id for it
 * @param key the value of the route's key, where the route orders by it
 * @param body its bytes, as they came
 * @param contentType as it came; empty if none
 * @param headers for paths of the form {@code header:NAME}
 * @param idempotencyKey goes downstream with it: the sender's, or the message id
 * @param traceparent goes downstream with it (W3C Trace Context); null if the sender gave none
 * @param arrivedNanos monotonic time of its arrival
 * @param deadlineNanos monotonic time at which the sender must have its answer
 * @param epochMillis time of its arrival
 * @param history what was before
 */
public record Submission(
    int route,
    String messageId,
    @Nullable String key,
    Buffer body,
    String contentType,
    Headers headers,
    String idempotencyKey,
    @Nullable String traceparent,
    long arrivedNanos,
    long deadlineNanos,
    long epochMillis,
    History history) {
  /** {@link #Submission(int, String, String, Buffer, String, Headers, String, String, long, long, long, History)} of a new message. */
  public Submission(
      int route,
      String messageId,
      @Nullable String key,
      Buffer body,
      String contentType,
      Headers headers,
      String idempotencyKey,
      @Nullable String traceparent,
      long arrivedNanos,
      long deadlineNanos,
      long epochMillis) {
    this(
        route,
        messageId,
        key,
        body,
        contentType,
        headers,
        idempotencyKey,
        traceparent,
        arrivedNanos,
        deadlineNanos,
        epochMillis,
        History.NONE);
  }

  /** As filter and map read it. */
  public Input input(boolean withBody) {
    return new Input(
        withBody ? body.getBytes() : NOT_READ, contentType, headers, messageId, epochMillis);
  }

  private static final byte[] NOT_READ = {};
}
