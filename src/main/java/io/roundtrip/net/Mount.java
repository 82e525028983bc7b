package io.roundtrip.net;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;

/** What a listener does for the endpoints that are mounted on it. Loop-confined. */
public interface Mount {
  /** The limits of bodies, for {@link BodyReader}; the listener sweeps them. */
  BodyReader.Limits bodies();

  /**
   * Makes the request a WebSocket. The drain closes it with 1001 and waits until it is gone, so it must not be made one by
   * any other way. Fails if the request is no handshake; then it has been answered.
   *
   * @param closed runs once, when the socket is gone: its own {@code closeHandler} is the listener's
   */
  Future<ServerWebSocket> upgrade(HttpServerRequest request, Runnable closed);
}
