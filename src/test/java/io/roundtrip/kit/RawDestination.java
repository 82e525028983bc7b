package io.roundtrip.kit;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A destination that answers the first bytes of whatever it is sent with a text that need not be HTTP, and then closes.
 * Thread-safe.
 */
public final class RawDestination implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final NetServer server;
  private final AtomicInteger received = new AtomicInteger();

  /** Listens on a free port. */
  public RawDestination(String answer) {
    server =
        vertx
            .createNetServer(new NetServerOptions().setHost("127.0.0.1").setPort(0))
            .connectHandler(socket -> socket.handler(bytes -> answer(socket, answer)))
            .listen()
            .await();
  }

  private void answer(NetSocket socket, String answer) {
    received.incrementAndGet();
    socket.write(answer).onComplete(written -> socket.close());
  }

  /** Its URL. */
  public String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/deliver";
  }

  /** How often it was sent something. */
  public int received() {
    return received.get();
  }

  /** Closes its port and every connection. */
  @Override
  public void close() {
    vertx.close().await();
  }
}
