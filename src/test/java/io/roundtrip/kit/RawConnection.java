package io.roundtrip.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.json.JsonObject;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** One HTTP/1 connection, byte by byte: for what no client library would send. Confined to one thread. */
public final class RawConnection implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int QUIET_MILLIS = 150;

  private final Socket socket;
  private final InputStream in;

  /** An answer that came whole. Names of headers are in lower case. */
  public record Answer(int status, Map<String, String> headers, String body) {
    /** The header, or the empty string. */
    public String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The body as JSON. */
    public JsonObject json() {
      return new JsonObject(body);
    }
  }

  /** Connects to a port of this host. */
  public RawConnection(int port) throws IOException {
    this(port, 0);
  }

  /** Connects with a receive buffer of so many bytes. */
  public RawConnection(int port, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer > 0) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** A whole POST with a JSON body unless a header says otherwise; headers are names and values in turn. */
  public static String post(String path, String body, String... headers) {
    return head(path, body.getBytes(UTF_8).length, headers) + body;
  }

  /** The header of a POST whose body has so many bytes. */
  public static String head(String path, int length, String... headers) {
    StringBuilder text = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: test\r\n");
    for (int i = 0; i < headers.length; i += 2) {
      text.append(headers[i]).append(": ").append(headers[i + 1]).append("\r\n");
    }
    return text.append("Content-Length: ").append(length).append("\r\n\r\n").toString();
  }

  /** Sends text in UTF-8. */
  public RawConnection send(String text) {
    return send(text.getBytes(UTF_8));
  }

  /** Sends bytes. */
  public RawConnection send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return this;
  }

  /** Reads one whole answer, an interim one (1xx) too. */
  public Answer answer() {
    try {
      String first = line();
      Map<String, String> headers = new TreeMap<>();
      for (String line = line(); !line.isEmpty(); line = line()) {
        int colon = line.indexOf(':');
        headers.put(
            line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
      }
      int status = Integer.parseInt(first.substring(9, 12));
      int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new EOFException(
            "the answer ended after " + body.length + " of " + length + " bytes");
      }
      return new Answer(status, headers, new String(body, UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Reads so many bytes of whatever comes. */
  public byte[] read(int bytes) {
    try {
      return in.readNBytes(bytes);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the connection ended");
      }
      line.write(b);
    }
    return line.toString(ISO_8859_1).stripTrailing();
  }

  /** Waits until the other side closes; what comes before that is thrown away. */
  public void awaitClosed() {
    try {
      while (in.read() >= 0) {
        // not asked for
      }
    } catch (SocketTimeoutException open) {
      throw new AssertionError("the connection stays open", open);
    } catch (SocketException reset) {
      // closed the hard way
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Whether nothing comes for a moment. A slow machine can only make this true. */
  public boolean isQuiet() {
    try {
      socket.setSoTimeout(QUIET_MILLIS);
      in.mark(1);
      if (in.read() >= 0) {
        in.reset();
      }
      return false;
    } catch (SocketTimeoutException quiet) {
      return true;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } finally {
      patient();
    }
  }

  private void patient() {
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (SocketException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Closes with a reset. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
