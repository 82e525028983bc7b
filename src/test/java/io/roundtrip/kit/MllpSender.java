package io.roundtrip.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

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
import javax.net.SocketFactory;

/**
 * A sender over MLLP, byte by byte, with frames of its own making and reading: for what no library would send. Confined to
 * one thread. Text is the bytes of ISO-8859-1.
 */
public final class MllpSender implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 30_000;
  private static final int QUIET_MILLIS = 150;

  private final Socket socket;
  private final InputStream in;

  /** Connects to a port of this host. */
  public MllpSender(int port) {
    this(port, SocketFactory.getDefault());
  }

  /** Connects with sockets of the factory's. */
  public MllpSender(int port, SocketFactory sockets) {
    try {
      socket = sockets.createSocket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A small message with this control id; more segments may follow. */
  public static String message(String controlId, String... segments) {
    StringBuilder text =
        new StringBuilder("MSH|^~\\&|EHR|NORTH|LAB|SOUTH|20260101||ORM^O01|")
            .append(controlId)
            .append("|P|2.5.1\rPID|1||4711\r");
    for (String segment : segments) {
      text.append(segment).append('\r');
    }
    return text.toString();
  }

  /** The message in its frame. */
  public static String frame(String message) {
    return "\u000b" + message + "\u001c\r";
  }

  /** Sends text as it is. */
  public MllpSender send(String text) {
    return send(text.getBytes(ISO_8859_1));
  }

  /** Sends bytes as they are. */
  public MllpSender send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return this;
  }

  /** Sends the message in a frame and waits for the next answer. */
  public String ask(String message) {
    return send(frame(message)).answer();
  }

  /** The content of the next frame. */
  public String answer() {
    try {
      int first = in.read();
      if (first != 0x0B) {
        throw first < 0
            ? new EOFException("the connection ended")
            : new IOException("an answer begins with " + first);
      }
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      for (int b = in.read(); b != 0x1C; b = in.read()) {
        if (b < 0) {
          throw new EOFException("the connection ended within an answer");
        }
        content.write(b);
      }
      int last = in.read();
      if (last != 0x0D) {
        throw new IOException("an answer ends with " + last);
      }
      return content.toString(ISO_8859_1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** A field of the first such segment; {@code MSA-1} is {@code field(ack, "MSA", 1)}. Empty where there is none. */
  public static String field(String message, String segment, int number) {
    for (String line : message.split("\r", -1)) {
      if (line.startsWith(segment)) {
        String[] fields = line.split("\\|", -1);
        int index = segment.equals("MSH") ? number - 1 : number;
        return index < fields.length ? fields[index] : "";
      }
    }
    return "";
  }

  /** Waits until the other side closes; whether it did so without sending anything more. */
  public boolean awaitClosed() {
    boolean silent = true;
    try {
      while (in.read() >= 0) {
        silent = false;
      }
    } catch (SocketTimeoutException open) {
      throw new AssertionError("the connection stays open", open);
    } catch (SocketException reset) {
      // closed the hard way
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return silent;
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

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
