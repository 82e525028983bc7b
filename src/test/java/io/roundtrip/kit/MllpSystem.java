package io.roundtrip.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ServerSocketFactory;

/**
 * A system that takes messages over MLLP and does with each what its script says, with frames of its own making and reading.
 * Thread-safe; the script is called on a thread for each connection.
 */
public final class MllpSystem implements AutoCloseable {
  /** What to do with a message. */
  @FunctionalInterface
  public interface Script {
    /** Deals with one. */
    void onMessage(String message, Line line) throws IOException;
  }

  /** One connection to the system. Thread-safe. */
  public static final class Line {
    private final Socket socket;
    private final int number;

    private Line(Socket socket, int number) {
      this.socket = socket;
      this.number = number;
    }

    /** Which of the connections it is, from 1. */
    public int number() {
      return number;
    }

    /** Acknowledges the message with this code. */
    public void acknowledge(String message, String code) throws IOException {
      send(MllpSender.frame(ack(MllpSender.field(message, "MSH", 10), code)));
    }

    /** Sends text as it is. */
    public synchronized void send(String text) throws IOException {
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
      socket.getOutputStream().flush();
    }

    /** Closes the connection. */
    public void close() throws IOException {
      socket.close();
    }
  }

  private final ServerSocket server;
  private final Script script;
  private final Queue<String> received = new ConcurrentLinkedQueue<>();
  private final AtomicInteger connections = new AtomicInteger();
  private final Set<Line> open = ConcurrentHashMap.newKeySet();

  /** Listens on a free port. */
  public MllpSystem(Script script) {
    this(script, ServerSocketFactory.getDefault());
  }

  /** Listens with sockets of the factory's. */
  public MllpSystem(Script script, ServerSocketFactory sockets) {
    this.script = script;
    try {
      server = sockets.createServerSocket(0, 500, InetAddress.getLoopbackAddress());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    Thread.ofVirtual().start(this::accept);
  }

  /** One that takes every message. */
  public static MllpSystem taking() {
    return answering("AA");
  }

  /** One that answers every message with this code. */
  public static MllpSystem answering(String code) {
    return new MllpSystem((message, line) -> line.acknowledge(message, code));
  }

  /** An acknowledgement of the message with this control id. */
  public static String ack(String controlId, String code) {
    return "MSH|^~\\&|LAB|SOUTH|EHR|NORTH|20260101||ACK|L"
        + controlId
        + "|P|2.5.1\rMSA|"
        + code
        + "|"
        + controlId
        + "|the lab's own words\r";
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Line line = new Line(server.accept(), connections.incrementAndGet());
        open.add(line);
        Thread.ofVirtual().start(() -> serve(line));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Line line) {
    try (Socket socket = line.socket) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (int b = in.read(); b >= 0; b = in.read()) {
        if (b != 0x0B) {
          throw new IOException("a frame begins with " + b);
        }
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (b = in.read(); b != 0x1C; b = in.read()) {
          if (b < 0) {
            return;
          }
          content.write(b);
        }
        if (in.read() != 0x0D) {
          throw new IOException("a frame has no end");
        }
        String message = content.toString(ISO_8859_1);
        received.add(message);
        script.onMessage(message, line);
      }
    } catch (IOException over) {
      // the connection is
    } finally {
      open.remove(line);
    }
  }

  /** Its port. */
  public int port() {
    return server.getLocalPort();
  }

  /** What it received, in the order of its coming. */
  public List<String> received() {
    return new ArrayList<>(received);
  }

  /** The control ids of what it received. */
  public List<String> controlIds() {
    return received.stream().map(message -> MllpSender.field(message, "MSH", 10)).toList();
  }

  /** How many connections there have been. */
  public int connections() {
    return connections.get();
  }

  /** How many are open. */
  public int open() {
    return open.size();
  }

  @Override
  public void close() {
    try {
      server.close();
      for (Line line : open) {
        line.close();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
