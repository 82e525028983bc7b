package io.roundtrip.net;

import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections that keep a place without using it: those that do not send their first request's header in time,
 * and those that stay without a request for too long. Loop-confined; swept, so that a request costs no timer.
 */
final class ConnectionWatch {
  private final long headerNanos;
  private final long idleNanos;
  private final int most;
  private final Map<HttpConnection, Watched> open = new HashMap<>();

  /** One connection. */
  static final class Watched {
    private long closeAtNanos;
    private int requests;
  }

  ConnectionWatch(long headerNanos, long idleNanos, int most) {
    this.headerNanos = headerNanos;
    this.idleNanos = idleNanos;
    this.most = most;
  }

  /** A connection was accepted; false if there are too many. */
  boolean tryOpen(HttpConnection connection, long nowNanos) {
    if (open.size() >= most) {
      return false;
    }
    Watched watched = new Watched();
    watched.closeAtNanos = nowNanos + headerNanos;
    open.put(connection, watched);
    return true;
  }

  void onClosed(HttpConnection connection) {
    open.remove(connection);
  }

  /** A request's header is there; null if the connection is not watched any more. */
  @Nullable Watched onRequest(HttpConnection connection) {
    Watched watched = open.get(connection);
    if (watched != null) {
      watched.requests++;
    }
    return watched;
  }

  /** A request was answered. */
  void onAnswered(@Nullable Watched watched, long nowNanos) {
    if (watched != null) {
      watched.requests--;
      watched.closeAtNanos = nowNanos + idleNanos;
    }
  }

  /** Closes what is due. */
  void sweep(long nowNanos) {
    for (Map.Entry<HttpConnection, Watched> entry : Map.copyOf(open).entrySet()) {
      Watched watched = entry.getValue();
      if (watched.requests == 0 && nowNanos - watched.closeAtNanos >= 0) {
        open.remove(entry.getKey());
        entry.getKey().close();
      }
    }
  }
}
