package io.roundtrip.net;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServer;
import io.vertx.core.net.NetServer;

/** Opens ports. Stateless. */
public final class Ports {
  private Ports() {}

  /** Opens the server's port; a failure names the address and what to do. */
  public static Future<HttpServer> open(HttpServer server, String host, int port) {
    return server.listen().recover(failure -> explained(failure, host, port));
  }

  /** {@link #open(HttpServer, String, int)} of a server without HTTP. */
  public static Future<NetServer> open(NetServer server, String host, int port) {
    return server.listen().recover(failure -> explained(failure, host, port));
  }

  private static <T> Future<T> explained(Throwable failure, String host, int port) {
    return Future.failedFuture(
        new IllegalStateException(
            "cannot listen on "
                + host
                + ":"
                + Math.max(0, port) // a negative one is a free one that shards share
                + ": "
                + SocketFault.words(failure)
                + "; stop what listens there, or set another host or port in the conf",
            failure));
  }
}
