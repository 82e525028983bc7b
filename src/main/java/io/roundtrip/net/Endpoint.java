package io.roundtrip.net;

import io.vertx.core.http.HttpServerRequest;

/**
 * Something mounted on a {@link Listener}. Called on the listener's loop.
 *
 * <p>A drain goes in two steps. {@link #drain}: nothing new will come; answers that would go on for ever (streams of events)
 * are ended, what has an end goes on. {@link #finish}: its time is over, and what is still open is answered now.
 */
@FunctionalInterface
public interface Endpoint {
  /** Takes the request if it is its own: then it answers it, once, and true is returned. */
  boolean tryHandle(HttpServerRequest request);

  /** It is mounted: once, before the first request. */
  default void mount(Mount mount) {}

  /** The listener takes nothing new. WebSockets are closed by the listener itself, after this. */
  default void drain() {}

  /** The drain has no more time. Not called if all was answered before. */
  default void finish() {}
}
