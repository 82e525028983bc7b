package io.roundtrip.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** The ports that the documentation speaks of, as far as they are free. Stateless. */
public final class UsualPort {
  private UsualPort() {}

  /** The port itself if nothing listens there, else 0, for which the engine picks one. */
  public static int orFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return probe.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }
}
