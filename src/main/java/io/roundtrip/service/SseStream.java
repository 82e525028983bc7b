package io.roundtrip.service;

import io.roundtrip.event.EventId;
import io.roundtrip.event.SubjectPattern;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * A reader by server-sent events. Loop-confined. Each event is a message with its id; a gap is an event named {@code gap}. A
 * heartbeat is a comment, with the id up to which there is nothing for it: a browser remembers that for its return.
 */
final class SseStream extends EventStream {
  private final HttpServerRequest request;
  private final HttpServerResponse response;

  SseStream(
      ServiceShard shard,
      SubjectPattern pattern,
      @Nullable EventId after,
      boolean closeSlow,
      HttpServerRequest request) {
    super(shard, pattern, after, closeSlow);
    this.request = request;
    this.response = request.response();
  }

  @Override
  void begin() {
    response.exceptionHandler(left -> onGone());
    response.closeHandler(left -> onGone());
    response
        .setChunked(true)
        .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.writeHead();
    super.begin();
  }

  private void write(Buffer text) {
    var unused = response.write(text);
  }

  @Override
  void write(EventId id, String subject, Buffer json) {
    write(Buffer.buffer("id: " + id + "\ndata: ").appendBuffer(json).appendString("\n\n"));
  }

  @Override
  void writeGap(EventId next) {
    write(Buffer.buffer("event: gap\ndata: {\"next\":\"" + next + "\"}\n\n"));
  }

  @Override
  void writePosition(EventId position) {
    write(Buffer.buffer(": heartbeat\nid: " + position + "\n\n"));
  }

  @Override
  boolean isFull() {
    return response.writeQueueFull();
  }

  @Override
  void awaitDrain() {
    response.drainHandler(drained -> onDrained());
  }

  @Override
  void close() {
    var unused = response.end();
  }

  @Override
  void closeSlow() {
    var unused =
        response.end(
            "event: slow\ndata: {\"detail\":\"events are gone that were not read in time\"}\n\n");
  }

  @Override
  void abort() {
    request.connection().close();
  }
}
