package io.roundtrip.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of the loopback that nobody is given by chance while it is kept: connections to it are refused, and who names it may
 * listen on it, as often as they like. Thread-safe, because it only hands over.
 *
 * <p>A socket is bound to it and does not listen. A port that was merely free a moment ago may be another process's by the
 * time it is used.
 */
public final class ReservedPort implements AutoCloseable {
  private final Socket bound = new Socket();

  /** A free one. */
  public ReservedPort() {
    this(0);
  }

  /** This one, which nobody may be listening on. */
  public ReservedPort(int port) {
    try {
      bound.setReuseAddress(true);
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException taken) {
      throw new UncheckedIOException(taken);
    }
  }

  /** Its number. */
  public int number() {
    return bound.getLocalPort();
  }

  @Override
  public void close() {
    try {
      bound.close();
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }
}
