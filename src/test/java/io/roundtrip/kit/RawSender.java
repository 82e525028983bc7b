package io.roundtrip.kit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A sender that is less polite than an HTTP client: stops half-way, says things out of order, leaves. Not thread-safe. */
public final class RawSender implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final Socket socket;

  /** Connects to the engine's ingest port. */
  public RawSender(TestEngine engine) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), engine.engine().httpPort());
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Sends the text as it is. */
  public RawSender send(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
      return this;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Sends a whole request with a JSON body; each further header is a line. */
  public RawSender post(String path, String body, String... headers) {
    StringBuilder text = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: engine\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return send(
        text.append("Content-Type: application/json\r\nContent-Length: ")
            .append(body.length())
            .append("\r\n\r\n")
            .append(body)
            .toString());
  }

  /** Breaks the connection, as a program that was killed does. */
  public void leave() {
    try {
      socket.setSoLinger(true, 0);
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** One answer, head and body as text; what came of it if the engine closed before its end. */
  public String answer() {
    try {
      InputStream in = socket.getInputStream();
      ByteArrayOutputStream got = new ByteArrayOutputStream();
      int length = Integer.MAX_VALUE;
      while (got.size() < length) {
        int next = in.read();
        if (next < 0) {
          break;
        }
        got.write(next);
        String text = got.toString(StandardCharsets.UTF_8);
        if (length == Integer.MAX_VALUE && text.endsWith("\r\n\r\n")) {
          length = got.size() + contentLength(text);
        }
      }
      return got.toString(StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Whether the engine has closed the connection, once all that it sent has been read. */
  public boolean isClosedByEngine() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (IOException reset) {
      return true;
    }
  }

  private static int contentLength(String head) {
    for (String line : head.toLowerCase(Locale.ROOT).split("\r\n", -1)) {
      if (line.startsWith("content-length:")) {
        return Integer.parseInt(line.substring("content-length:".length()).strip());
      }
    }
    return 0;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
