package io.roundtrip.ingest;

import io.roundtrip.conf.RouteConf.WhenFull;
import io.roundtrip.model.Headers;
import io.roundtrip.route.Route;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A message that asks to be admitted. Loop-confined.
 *
 * <p>Its credit, once taken, is given back by {@link Admission} or the worker; its sender may leave at any time.
 */
final class Incoming {
  final Route route;
  final Headers headers;
  final String contentType;
  final long arrivedNanos;
  final long epochMillis;
  final long deadlineNanos;

  /** Null where the sender gave none. */
  final @Nullable String idempotencyKey;

  /** As it came. */
  final @Nullable String traceparent;

  Buffer body;

  /** Bytes for which a credit is held; -1 for none. */
  long credit = -1;

  boolean senderLeft;

  /** While it waits for a credit. */
  @Nullable CreditWait inLine;

  /** Once it has been handed to a worker. */
  @Nullable String messageId;

  int shard = -1;

  /** The shard that holds its idempotency key; -1 for none. */
  int keyShard = -1;

  /** Whether its outcome was there before it came. */
  boolean replayed;

  Incoming(
      Route route,
      Headers headers,
      String contentType,
      Buffer body,
      long arrivedNanos,
      long epochMillis,
      long deadlineNanos,
      @Nullable String idempotencyKey,
      @Nullable String traceparent) {
    this.route = route;
    this.headers = headers;
    this.contentType = contentType;
    this.body = body;
    this.arrivedNanos = arrivedNanos;
    this.epochMillis = epochMillis;
    this.deadlineNanos = deadlineNanos;
    this.idempotencyKey = idempotencyKey;
    this.traceparent = traceparent;
  }

  boolean waits() {
    return whenFull() == WhenFull.WAIT;
  }

  WhenFull whenFull() {
    return route.conf().queue().whenFull();
  }
}
