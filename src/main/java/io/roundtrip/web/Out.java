package io.roundtrip.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;

/**
 * Where a {@link Streaming} sends to. Thread-safe, because everything is handed over to the connection's loop; for one sender
 * at a time.
 *
 * <p>The future of each method is done when there is room for more, and fails with {@link StreamEnded} when nobody reads any
 * more. Wait for it before the next: on a virtual thread with {@code await()}, or by {@link #write} and its kind, which wait
 * by themselves.
 */
public final class Out {
  static final Duration HEARTBEAT = Duration.ofSeconds(15);
  private static final int WRITE_QUEUE = 64 * 1024;
  private static final Buffer COMMENT = Buffer.buffer(":\n\n");
  private static final Buffer LINE_END = Buffer.buffer("\n");

  private final HttpServerResponse response;
  private final Room room;

  /** On the response's loop. */
  Out(Context context, HttpServerResponse response, Duration stall, Runnable stalled) {
    this.response = response;
    response.setWriteQueueMaxSize(WRITE_QUEUE);
    this.room = new Room(context, stall, response::writeQueueFull, stalled);
    response.drainHandler(drained -> room.onDrained());
  }

  /** Sends bytes. */
  public Future<Void> send(Buffer piece) {
    return room.onLoop(() -> room.write(() -> response.write(piece)));
  }

  /** Sends text in UTF-8. */
  public Future<Void> send(String piece) {
    return send(Buffer.buffer(piece));
  }

  /** Sends an event. */
  public Future<Void> event(Event event) {
    return send(event.text());
  }

  /** Sends a value as a line of JSON. */
  public Future<Void> line(Object value) {
    return send(WebJson.write(value).appendBuffer(LINE_END));
  }

  /** Sends values as lines of JSON, all in one piece. */
  public Future<Void> lines(List<?> values) {
    Buffer all = Buffer.buffer();
    for (Object value : values) {
      all.appendBuffer(WebJson.write(value)).appendBuffer(LINE_END);
    }
    return send(all);
  }

  /** {@link #send(Buffer)}, waited for. Not on an event loop. */
  public void write(Buffer piece) {
    Room.await(send(piece));
  }

  /** {@link #send(String)}, waited for. Not on an event loop. */
  public void write(String piece) {
    Room.await(send(piece));
  }

  /** {@link #event}, waited for. Not on an event loop. */
  public void writeEvent(Event event) {
    Room.await(event(event));
  }

  /** {@link #line}, waited for. Not on an event loop. */
  public void writeLine(Object value) {
    Room.await(line(value));
  }

  /** Nothing more is sent; true if a sender waited, and is told so. On the response's loop. */
  boolean end(Throwable why) {
    return room.end(why);
  }

  /** Shows whether anybody is there. On the response's loop. */
  void beat() {
    if (room.isFree()) {
      response.write(COMMENT);
    }
  }
}
