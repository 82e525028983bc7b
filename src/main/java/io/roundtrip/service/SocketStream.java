package io.roundtrip.service;

import io.roundtrip.event.EventId;
import io.roundtrip.event.SubjectPattern;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import org.jspecify.annotations.Nullable;

/**
 * A reader by WebSocket. Loop-confined. Each message is a JSON object: an event, {@code {"gap":id}} before what follows a gap, or
 * {@code {"position":id}} when nothing has come. What the peer sends is not looked at.
 */
final class SocketStream extends EventStream {
  private static final short GOING_AWAY = 1001;
  private static final short POLICY_VIOLATION = 1008;

  private final ServerWebSocket socket;

  SocketStream(
      ServiceShard shard,
      SubjectPattern pattern,
      @Nullable EventId after,
      boolean closeSlow,
      ServerWebSocket socket) {
    super(shard, pattern, after, closeSlow);
    this.socket = socket;
  }

  private void write(String text) {
    var unused = socket.writeTextMessage(text);
  }

  @Override
  void write(EventId id, String subject, Buffer json) {
    write(json.toString());
  }

  @Override
  void writeGap(EventId next) {
    write("{\"gap\":\"" + next + "\"}");
  }

  @Override
  void writePosition(EventId position) {
    write("{\"position\":\"" + position + "\"}");
  }

  @Override
  boolean isFull() {
    return socket.writeQueueFull();
  }

  @Override
  void awaitDrain() {
    socket.drainHandler(drained -> onDrained());
  }

  @Override
  void close() {
    var unused = socket.close(GOING_AWAY, "the engine is draining");
  }

  @Override
  void closeSlow() {
    var unused = socket.close(POLICY_VIOLATION, "events are gone that were not read in time");
  }

  @Override
  void abort() {
    var unused = socket.close(POLICY_VIOLATION, "nothing was read for too long");
  }
}
