package io.roundtrip.model;

/**
 * Why a message was not attempted, with the HTTP status that says so. Immutable.
 *
 * <p>The statuses are those of the outcome table: 4xx is the sender's fault, 502 a destination that cannot be reached,
 * 503 a state that passes (answered with {@code Retry-After}), 500 a fault of ours.
 */
public enum Reason {
  /** The request or the message cannot be parsed. */
  MALFORMED("malformed", 400, "Malformed message"),
  /** No route has this path. */
  NO_ROUTE("no-route", 404, "No such route"),
  /** The route does not take this method. */
  METHOD_NOT_ALLOWED("method-not-allowed", 405, "Method not allowed"),
  /** The sender did not finish its message in time. */
  BODY_TIMEOUT("body-timeout", 408, "The message did not arrive in time"),
  /** The message exceeds {@code http.max-body}. */
  TOO_LARGE("too-large", 413, "Message too large"),
  /** The route does not take this content type. */
  MEDIA_TYPE("unsupported-media-type", 415, "Unsupported media type"),
  /** The state of the message's key does not allow its event. */
  STATE_CONFLICT("state-conflict", 409, "The state does not allow the event"),
  /** A value that the route requires is missing from the message, or is not what a rule needs. */
  MISSING_VALUE("missing-value", 422, "A required value is missing"),
  /** The idempotency key came before, with another message. */
  KEY_REUSED("idempotency-key-reused", 422, "The idempotency key belongs to another message"),
  /** No connection to a destination could be had. */
  NO_CONNECTION("no-connection", 502, "No connection to a destination"),
  /** The route's queue, or the memory that all routes share, is full. */
  QUEUE_FULL("queue-full", 503, "Queue full"),
  /** A destination's circuit breaker is open. */
  BREAKER_OPEN("breaker-open", 503, "A destination's circuit breaker is open"),
  /** The engine is shutting down. */
  DRAINING("draining", 503, "The engine is draining"),
  /** The expected wait would outlast the message's deadline. */
  WAIT_TOO_LONG("wait-too-long", 503, "The wait would outlast the deadline"),
  /** The deadline passed before a byte was written. */
  DEADLINE("deadline", 503, "The deadline passed before the message was sent"),
  /** The sender left while the message was queued. */
  SENDER_LEFT("sender-left", 503, "The sender left before the message was sent"),
  /** Nothing was started for this destination, because the message was settled without it. */
  NOT_NEEDED("not-needed", 503, "The message was settled without this destination"),
  /** The store could not be had, and the route does nothing without it. */
  STORE_UNAVAILABLE("store-unavailable", 503, "The store cannot be had"),
  /** The route holds the state of as many keys as it may. */
  STATE_FULL("state-full", 503, "The route's state is full"),
  /** A fault of the engine. */
  BUG("internal-error", 500, "Internal error");

  private final String code;
  private final int httpStatus;
  private final String title;

  Reason(String code, int httpStatus, String title) {
    this.code = code;
    this.httpStatus = httpStatus;
    this.title = title;
  }

  /** The stable word for this reason, used in problem types, metrics and logs. */
  public String code() {
    return code;
  }

  /** The status of the answer to an HTTP sender. */
  public int httpStatus() {
    return httpStatus;
  }

  /** One line for a person. */
  public String title() {
    return title;
  }

  /** Whether the sender must change something before it sends again (HL7: AR instead of AE). */
  public boolean isSendersFault() {
    return httpStatus < 500;
  }
}
