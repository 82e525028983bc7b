package io.roundtrip.net;

import io.roundtrip.model.Reason;
import io.roundtrip.queue.Credits;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of a request within the limits: its size, the memory that all messages share, and the time it has.
 * Loop-confined. A body that comes in one piece is passed on uncopied.
 */
public final class BodyReader {
  private static final Buffer EMPTY = Buffer.buffer();

  /** Who wants the body. */
  public interface Reader {
    /** All of it is there. */
    void onBody(Buffer body);

    /** It breaks a limit; nothing of it is kept. */
    void onRefused(Reason reason, String detail);
  }

  /** What the readers of one shard share. Loop-confined but for the memory, which all shards share. */
  public static final class Limits {
    private final int maxBody;
    private final Credits memory;
    private @Nullable BodyReader first;

    /**
     * Limits of which nothing is used yet.
     *
     * @param maxBody bytes of one body
     * @param memory of all bodies that are on their way, and of all else that is taken from it
     */
    public Limits(int maxBody, Credits memory) {
      this.maxBody = maxBody;
      this.memory = memory;
    }

    /** Takes memory for a body that is held after it was read; false if all that there is is taken. */
    public boolean tryHold(long bytes) {
      return memory.tryTake(bytes);
    }

    /** Gives back what was held. */
    public void release(long bytes) {
      memory.giveBack(bytes);
    }

    /** Refuses all that has not arrived. */
    public void refuseAll() {
      while (first != null) {
        BodyReader reader = first;
        reader.close();
        reader.reader.onRefused(Reason.DRAINING, "the engine is draining");
      }
    }

    /** Refuses what took too long to arrive. */
    void sweep(long nowNanos) {
      List<BodyReader> late = new ArrayList<>();
      for (BodyReader reader = first; reader != null; reader = reader.next) {
        if (nowNanos - reader.deadlineNanos >= 0) {
          late.add(reader);
        }
      }
      late.forEach(BodyReader::onLate);
    }

    private void add(BodyReader reader) {
      reader.next = first;
      if (first != null) {
        first.previous = reader;
      }
      first = reader;
    }

    private void remove(BodyReader reader) {
      if (reader.previous == null) {
        first = reader.next;
      } else {
        reader.previous.next = reader.next;
      }
      if (reader.next != null) {
        reader.next.previous = reader.previous;
      }
      reader.previous = null;
      reader.next = null;
    }
  }

  private final Limits limits;
  private final HttpServerRequest request;
  private final long deadlineNanos;
  private final Reader reader;
  private @Nullable Buffer body;
  private boolean ownBuffer;
  private long reserved;
  private boolean open;
  private @Nullable BodyReader previous;
  private @Nullable BodyReader next;

  /**
   * A reader that has not begun.
   *
   * @param deadlineNanos on the monotonic clock, when the body has to be there
   */
  public BodyReader(Limits limits, HttpServerRequest request, long deadlineNanos, Reader reader) {
    this.limits = limits;
    this.request = request;
    this.deadlineNanos = deadlineNanos;
    this.reader = reader;
  }

  /** Checks the declared size and reserves memory for it; false if it was refused. */
  public boolean tryOpen() {
    long length = declaredLength();
    if (length > limits.maxBody) {
      refuseSize();
      return false;
    }
    reserved = Math.max(0, length);
    if (!limits.memory.tryTake(reserved)) {
      refuseMemory();
      return false;
    }
    open = true;
    limits.add(this);
    return true;
  }

  /** The most bytes the body can have, by what its header says. */
  public long mostBytes() {
    long length = declaredLength();
    return length < 0 ? limits.maxBody : length;
  }

  /** Whether the body is still awaited. */
  public boolean isOpen() {
    return open;
  }

  /** Reads what comes. */
  public void read() {
    if (request.headers().contains(HttpHeaders.EXPECT, HttpHeaders.CONTINUE, true)) {
      request.response().writeContinue();
    }
    request.handler(this::onChunk);
    request.endHandler(end -> onEnd());
  }

  /** Reads no more; what still comes is thrown away. */
  public void close() {
    if (open) {
      open = false;
      limits.remove(this);
      limits.memory.giveBack(reserved);
    }
  }

  private long declaredLength() {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? -1 : Long.parseLong(length);
    } catch (NumberFormatException overflow) {
      return Long.MAX_VALUE;
    }
  }

  private void onChunk(Buffer chunk) {
    if (!open) {
      return;
    }
    Buffer sofar = body;
    int size = (sofar == null ? 0 : sofar.length()) + chunk.length();
    if (size > limits.maxBody) {
      close();
      refuseSize();
    } else if (size > reserved && !tryReserve(size)) {
      close();
      refuseMemory();
    } else if (sofar == null) {
      body = chunk;
    } else if (ownBuffer) {
      sofar.appendBuffer(chunk);
    } else {
      ownBuffer = true;
      body = Buffer.buffer((int) Math.max(size, reserved)).appendBuffer(sofar).appendBuffer(chunk);
    }
  }

  private boolean tryReserve(int size) {
    limits.memory.correct(reserved, size);
    reserved = size;
    return !limits.memory.isOver();
  }

  private void onEnd() {
    if (open) {
      close();
      reader.onBody(body == null ? EMPTY : body);
    }
  }

  private void onLate() {
    if (!open) {
      return;
    }
    close();
    request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    reader.onRefused(Reason.BODY_TIMEOUT, "the message did not arrive within its deadline");
    request.connection().close();
  }

  private void refuseSize() {
    reader.onRefused(
        Reason.TOO_LARGE, "a message may have " + limits.maxBody + " bytes (http.max-body)");
  }

  private void refuseMemory() {
    reader.onRefused(
        Reason.QUEUE_FULL, "the messages of all routes together hold all the memory they may");
  }
}
