package io.roundtrip.bus;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;

/** A request that brought no reply. It has no stack trace: it is an answer, not a fault of the asking code. */
public final class BusException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Which kind of no. */
  public enum Kind {
    /** Nobody consumes the address: nothing was delivered. */
    NO_CONSUMER,
    /** No reply came in time: the consumer may have the request. */
    TIMEOUT,
    /** The consumer said no. */
    REFUSED
  }

  private final Kind kind;
  private final int code;

  private BusException(Kind kind, int code, String message) {
    super(message, null, false, false);
    this.kind = kind;
    this.code = code;
  }

  static BusException of(Throwable cause) {
    if (cause instanceof ReplyException reply) {
      Kind kind =
          switch (reply.failureType()) {
            case ReplyFailure.NO_HANDLERS -> Kind.NO_CONSUMER;
            case ReplyFailure.TIMEOUT -> Kind.TIMEOUT;
            case ReplyFailure.RECIPIENT_FAILURE, ReplyFailure.ERROR -> Kind.REFUSED;
          };
      return new BusException(kind, reply.failureCode(), String.valueOf(reply.getMessage()));
    }
    return new BusException(Kind.TIMEOUT, -1, String.valueOf(cause));
  }

  static BusException timeout() {
    return new BusException(Kind.TIMEOUT, -1, "no reply in time");
  }

  static BusException refused(Throwable cause) {
    return new BusException(Kind.REFUSED, 500, String.valueOf(cause.getMessage()));
  }

  /** Which kind of no. */
  public Kind kind() {
    return kind;
  }

  /** The consumer's code, for {@link Kind#REFUSED}. */
  public int code() {
    return code;
  }
}
