package io.roundtrip.web;

/** Nothing more can be sent or received: the other side has left, stands still, or the engine is draining. Immutable. */
public final class StreamEnded extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StreamEnded(String message) {
    super(message, null, false, false);
  }
}
