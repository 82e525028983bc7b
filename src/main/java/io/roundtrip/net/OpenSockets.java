package io.roundtrip.net;

import io.vertx.core.http.ServerWebSocket;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A listener's open WebSockets: as many as it has connections at most. Loop-confined. */
final class OpenSockets {
  private static final short GOING_AWAY = 1001;

  private final Set<ServerWebSocket> open = new HashSet<>();

  /** A socket was accepted; {@code gone} runs once, when it is closed by whomever. */
  void add(ServerWebSocket socket, Runnable gone) {
    open.add(socket);
    try {
      socket.closeHandler(closed -> remove(socket, gone));
    } catch (IllegalStateException closedAlready) {
      remove(socket, gone);
    }
  }

  private void remove(ServerWebSocket socket, Runnable gone) {
    if (open.remove(socket)) {
      gone.run();
    }
  }

  /** Says goodbye to all; each is gone when its peer has said so too, or did not in time. */
  void closeAll() {
    List.copyOf(open).forEach(this::close);
  }

  void close(ServerWebSocket socket) {
    if (!socket.isClosed()) {
      socket.close(GOING_AWAY, "the engine is draining");
    }
  }
}
