package io.roundtrip.demo;

import io.roundtrip.net.MllpFrames;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.UnaryOperator;

/**
 * A system that the demo delivers to over MLLP: a listener on loopback that asks its desk for the acknowledgement of each
 * message and keeps what it received. Confined to the thread that started it, but for the queue of what was received, which
 * its event loop fills.
 */
final class SimulatedMllpSystem {
  private static final String HOST = "127.0.0.1";
  private static final int MOST = 1 << 20;

  private final UnaryOperator<String> desk;
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private final NetServer server;

  private SimulatedMllpSystem(Vertx vertx, int usualPort, UnaryOperator<String> desk) {
    this.desk = desk;
    NetServer usual = vertx.createNetServer().connectHandler(this::onConnection);
    if (usual.listen(usualPort, HOST).map(true).otherwise(false).await()) {
      server = usual;
    } else {
      server = vertx.createNetServer().connectHandler(this::onConnection);
      server.listen(0, HOST).await();
    }
  }

  /** Opens the system on its usual port, or on another one where that is taken. */
  static SimulatedMllpSystem start(Vertx vertx, int usualPort, UnaryOperator<String> desk) {
    return new SimulatedMllpSystem(vertx, usualPort, desk);
  }

  int port() {
    return server.actualPort();
  }

  /** Everything received since the last call, in order. */
  List<String> takeReceived() {
    List<String> taken = new ArrayList<>();
    for (String body = received.poll(); body != null; body = received.poll()) {
      taken.add(body);
    }
    return taken;
  }

  private void onConnection(NetSocket socket) {
    MllpFrames frames = new MllpFrames(MOST);
    MllpFrames.Reader reader =
        new MllpFrames.Reader() {
          @Override
          public boolean onFrame(byte[] content) {
            String message = new String(content, StandardCharsets.UTF_8);
            received.add(message);
            byte[] answer = desk.apply(message).getBytes(StandardCharsets.UTF_8);
            socket.write(Buffer.buffer(MllpFrames.frame(answer)));
            return true;
          }

          @Override
          public boolean onFault(MllpFrames.Fault fault, byte[] head) {
            socket.close(); // the engine makes no such frames
            return true;
          }
        };
    socket.handler(bytes -> frames.read(bytes.getBytes(), 0, bytes.length(), reader));
  }
}
