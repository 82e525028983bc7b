package io.roundtrip.protocol;

import io.roundtrip.format.Input;
import io.roundtrip.format.Prepared;
import io.roundtrip.model.Headers;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A message for a worker. It has its credits, which the worker gives back; but for one that {@code prepared} already says is
 * not sent, which has none. Immutable.
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
 * @param prepared what filter and map make of it, where that is known already; null where the worker has to ask them
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
    History history,
    @Nullable Prepared prepared) {
  /** A new message, of which nothing is known. */
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
        History.NONE,
        null);
  }

  /** With what filter and map make of it. */
  public Submission with(Prepared made) {
    return copy(idempotencyKey, history, made);
  }

  /** With the downstream key of the first message that had its idempotency key, and what became of that. */
  public Submission after(String downstreamKey, History before) {
    return copy(downstreamKey, before, prepared);
  }

  private Submission copy(String downstreamKey, History before, @Nullable Prepared made) {
    return new Submission(
        route,
        messageId,
        key,
        body,
        contentType,
        headers,
        downstreamKey,
        traceparent,
        arrivedNanos,
        deadlineNanos,
        epochMillis,
        before,
        made);
  }

  /** As filter and map read it. */
  public Input input(boolean withBody) {
    return new Input(
        withBody ? body.getBytes() : NOT_READ, contentType, headers, messageId, epochMillis);
  }

  private static final byte[] NOT_READ = {};
}
