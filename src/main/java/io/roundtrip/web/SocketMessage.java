package io.roundtrip.web;

import io.vertx.core.buffer.Buffer;

/** A message of a WebSocket. Immutable. */
public sealed interface SocketMessage {
  /** Text. */
  record Text(String text) implements SocketMessage {
    /** The text as a value of the type, from JSON. */
    public <T> T as(Class<T> type) {
      return WebJson.read(Buffer.buffer(text), type);
    }
  }

  /** Bytes. */
  record Bytes(Buffer bytes) implements SocketMessage {}
}
