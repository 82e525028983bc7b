package io.roundtrip.destination;

import io.roundtrip.net.MllpFrames;
import io.roundtrip.net.SocketFault;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a system over MLLP. Loop-confined. It has one {@linkplain MllpCall attempt} at a time, or none.
 *
 * <p>What the system says while no attempt waits for it is for nobody: a late acknowledgement is never matched to the next
 * message. A connection of which an attempt was given up after its message was written is closed for that reason.
 */
final class MllpLine implements MllpFrames.Reader {
  private final MllpDestination destination;
  private final NetSocket socket;
  private final MllpFrames frames;
  private @Nullable MllpCall user;

  /** Who had the line when the bytes came that are being read: what came before a message was written is not its answer. */
  private @Nullable MllpCall reading;

  private long idleSinceNanos;
  private boolean closed;

  MllpLine(MllpDestination destination, NetSocket socket) {
    this.destination = destination;
    this.socket = socket;
    this.frames = new MllpFrames(destination.maxResponse);
    socket.handler(this::onBytes);
    socket.exceptionHandler(this::onBroken);
    socket.closeHandler(gone -> onBroken(null));
  }

  /** Whether it can take a message. */
  boolean isOpen() {
    return !closed;
  }

  /** It is this attempt's; null when it is nobody's. */
  void use(@Nullable MllpCall call) {
    user = call;
  }

  void idleSince(long nanos) {
    idleSinceNanos = nanos;
  }

  long idleSinceNanos() {
    return idleSinceNanos;
  }

  /** Writes a message; what fails is told as a broken connection. */
  void write(byte[] message) {
    socket.write(Buffer.buffer(MllpFrames.frame(message)));
  }

  /** Closes it; its attempt is not told. */
  void close() {
    closed = true;
    user = null;
    destination.forget(this);
    socket.close();
  }

  private void onBytes(Buffer bytes) {
    reading = user;
    frames.read(bytes.getBytes(), 0, bytes.length(), this);
    reading = null;
    if (frames.between() > destination.maxResponse) {
      MllpCall waiting = user;
      close(); // whatever this is, it is not MLLP
      if (waiting != null) {
        waiting.onLost("what it sends is not MLLP");
      }
    }
  }

  @Override
  public boolean onFrame(byte[] content) {
    MllpCall waiting = reading;
    if (waiting != null && waiting.equals(user)) {
      waiting.onFrame(content);
    }
    return true;
  }

  @Override
  public boolean onFault(MllpFrames.Fault fault, byte[] head) {
    MllpCall waiting = reading;
    if (waiting != null && waiting.equals(user)) {
      waiting.onFault(fault);
    }
    return true;
  }

  private void onBroken(@Nullable Throwable cause) {
    if (closed) {
      return;
    }
    MllpCall waiting = user;
    close();
    if (waiting != null) {
      waiting.onLost(cause == null ? "the connection was closed" : SocketFault.words(cause));
    }
  }
}
