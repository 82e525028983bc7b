package io.roundtrip.web;

import io.roundtrip.future.Await;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that is open. Thread-safe, because everything is handed over to the connection's loop; for one receiver and one
 * sender at a time.
 *
 * <p>A message is read from the connection when it is asked for and no sooner, so a peer that sends faster than the handler
 * receives is held up by TCP. A future of {@link #send} is done when there is room for more; it fails with {@link
 * StreamEnded} when the socket is closed.
 */
public final class Socket {
  private final Request request;
  private final SocketCall call;

  Socket(Request request, SocketCall call) {
    this.request = request;
    this.call = call;
  }

  /** The request that became the socket: its path, query and headers. */
  public Request request() {
    return request;
  }

  /** The next message; null when the socket is closed. One at a time. */
  public Future<@Nullable SocketMessage> next() {
    return call.next();
  }

  /** Sends text. */
  public Future<Void> send(String text) {
    return call.send(text);
  }

  /** Sends bytes. */
  public Future<Void> send(Buffer bytes) {
    return call.send(bytes);
  }

  /** Sends a value as text, in JSON. */
  public Future<Void> sendJson(Object value) {
    return call.send(WebJson.write(value).toString());
  }

  /** {@link #next}, waited for. Not on an event loop. */
  public @Nullable SocketMessage receive() {
    return Await.await(next());
  }

  /** {@link #send(String)}, waited for. Not on an event loop. */
  public void write(String text) {
    Await.await(send(text));
  }

  /** {@link #send(Buffer)}, waited for. Not on an event loop. */
  public void write(Buffer bytes) {
    Await.await(send(bytes));
  }
}
