package io.roundtrip.net;

import io.vertx.core.http.HttpServerRequest;

/** Something mounted on a {@link Listener}. Called on the listener's loop. */
@FunctionalInterface
public interface Endpoint {
  /** Takes the request if it is its own: then it answers it, once, and true is returned. */
  boolean tryHandle(HttpServerRequest request);
}
