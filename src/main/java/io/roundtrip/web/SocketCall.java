package io.roundtrip.web;

import io.roundtrip.net.Mount;
import io.roundtrip.web.SocketMessage.Bytes;
import io.roundtrip.web.SocketMessage.Text;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket, from its handshake until both its connection and its handler have ended. Confined to the shard's loop, but
 * for the handler on a virtual thread and the methods of {@link Socket}, which go there by themselves.
 *
 * <p>The connection is paused, and one message is fetched for each that is asked for. While nobody asks, a peer that has gone
 * is not seen; while somebody waits, a ping every 30 s that is not answered by the next closes the socket.
 */
final class SocketCall implements WebEndpoint.Ongoing {
  private static final Logger LOG = LoggerFactory.getLogger(SocketCall.class);
  private static final long PING_MILLIS = 30_000;
  private static final short DONE = 1000;
  private static final short TOO_BIG = 1009;
  private static final short FAILED = 1011;

  /** Turns of the loop until what was fetched has come. */
  private static final int HOPS = 3;

  private static final Buffer EMPTY = Buffer.buffer();

  private final WebEndpoint endpoint;
  private final Desk desk;
  private final Mount mount;
  private final Context context;
  private final HttpServerRequest request;
  private final String path;
  private final Map<String, String> parameters;
  private final long begunNanos = System.nanoTime();
  private @Nullable ServerWebSocket socket;
  private @Nullable Room room;
  private @Nullable Promise<@Nullable SocketMessage> reader;
  private @Nullable Thread thread;
  private long pinger = -1;
  private boolean awaitsPong;
  private boolean handlerRuns;
  private boolean closed;
  private long frames;

  SocketCall(
      WebEndpoint endpoint,
      Desk desk,
      Mount mount,
      Context context,
      HttpServerRequest request,
      String path,
      Map<String, String> parameters) {
    this.endpoint = endpoint;
    this.desk = desk;
    this.mount = mount;
    this.context = context;
    this.request = request;
    this.path = path;
    this.parameters = parameters;
  }

  void begin() {
    Request handed;
    try {
      handed =
          new Request(
              request.method().name(),
              path,
              desk.route().declared().template().text(),
              parameters,
              QueryText.parameters(request.query()),
              request.headers(),
              EMPTY,
              Long.MAX_VALUE);
    } catch (HttpError wrong) {
      wrong.problem().send(request.response());
      desk.leave();
      return;
    }
    mount
        .upgrade(request, this::onClosed)
        .onComplete(accepted -> onOpen(accepted, handed), refused -> desk.leave());
  }

  private void onOpen(ServerWebSocket accepted, Request handed) {
    desk.answered(101, System.nanoTime() - begunNanos);
    socket = accepted;
    accepted.pause();
    Room made =
        new Room(
            context,
            desk.route().bounds().stall(),
            () -> !closed && !accepted.isClosed() && accepted.writeQueueFull(),
            () -> close(accepted, FAILED, "the reader took nothing for too long"));
    room = made;
    if (closed) { // in the meantime
      made.end(new StreamEnded("the socket is closed"));
      desk.leave();
      return;
    }
    accepted.drainHandler(drained -> made.onDrained());
    accepted.textMessageHandler(text -> onMessage(new Text(text)));
    accepted.binaryMessageHandler(bytes -> onMessage(new Bytes(bytes)));
    accepted.frameHandler(frame -> onFrame(accepted, frame));
    accepted.pongHandler(pong -> awaitsPong = false);
    accepted.exceptionHandler(failure -> onFailure(accepted, failure));
    pinger = context.owner().setPeriodic(PING_MILLIS, fired -> ping(accepted));
    endpoint.begun(this);
    run(new Socket(handed, this));
  }

  private void run(Socket handed) {
    handlerRuns = true;
    if (desk.route().declared().kind() == Declared.Kind.SOCKET) {
      thread =
          Thread.ofVirtual()
              .name(desk.route().name())
              .start(
                  () -> {
                    try {
                      var unused = desk.route().declared().invocation().invoke(handed, null);
                      context.runOnContext(on -> onThrough(null));
                    } catch (Throwable failure) {
                      context.runOnContext(on -> onThrough(failure));
                    }
                  });
      return;
    }
    try {
      if (desk.route().declared().invocation().invoke(handed, null) instanceof Future<?> done) {
        done.onComplete(
            end -> context.runOnContext(on -> onThrough(end.failed() ? end.cause() : null)));
      } else {
        onThrough(new IllegalStateException("a handler on the loop returned no future"));
      }
    } catch (Throwable failure) {
      onThrough(failure);
    }
  }

  private void onThrough(@Nullable Throwable failure) {
    handlerRuns = false;
    thread = null;
    ServerWebSocket open = socket;
    if (!closed && open != null) {
      if (failure == null) {
        close(open, DONE, "");
      } else {
        LOG.error("a socket's handler failed route={}", desk.route().name(), failure);
        close(open, FAILED, "the handler failed");
      }
    }
    endpoint.ended(this);
    desk.leave();
  }

  Future<@Nullable SocketMessage> next() {
    if (Context.isOnEventLoopThread() && Vertx.currentContext() == context) {
      return read();
    }
    Promise<@Nullable SocketMessage> message = Promise.promise();
    context.runOnContext(on -> read().onComplete(message));
    return message.future();
  }

  private Future<@Nullable SocketMessage> read() {
    ServerWebSocket open = socket;
    if (reader != null) {
      return Future.failedFuture(new IllegalStateException("a message is being waited for"));
    }
    Promise<@Nullable SocketMessage> next = Promise.promise();
    if (open == null) {
      next.complete(null);
      return next.future();
    }
    reader = next;
    open.fetch(1);
    if (closed) {
      awaitLast(next, frames, HOPS);
    }
    return next.future();
  }

  /** What came before the end is still there, and is told on the loop; only when nothing more comes of that is it the end. */
  private void awaitLast(Promise<@Nullable SocketMessage> waiting, long seen, int hops) {
    context.runOnContext(
        on -> {
          if (reader != waiting) {
            return;
          }
          if (frames != seen) {
            awaitLast(waiting, frames, HOPS);
          } else if (hops > 1) {
            awaitLast(waiting, seen, hops - 1);
          } else {
            reader = null;
            waiting.complete(null);
          }
        });
  }

  Future<Void> send(String text) {
    return send(() -> open().writeTextMessage(text));
  }

  Future<Void> send(Buffer bytes) {
    return send(() -> open().writeBinaryMessage(bytes));
  }

  private Future<Void> send(Runnable write) {
    Room made = room;
    return made == null
        ? Future.failedFuture(new StreamEnded("the socket is not open"))
        : made.onLoop(() -> made.write(write));
  }

  private ServerWebSocket open() {
    if (socket == null) {
      throw new IllegalStateException("the socket is not open");
    }
    return socket;
  }

  private void onMessage(SocketMessage message) {
    Promise<@Nullable SocketMessage> waiting = reader;
    reader = null;
    if (waiting != null) {
      waiting.complete(message);
    }
  }

  /** A message of several frames needs them all. */
  private void onFrame(ServerWebSocket open, WebSocketFrame frame) {
    frames++;
    boolean data = frame.isText() || frame.isBinary() || frame.isContinuation();
    if (data && !frame.isFinal()) {
      open.fetch(1);
    }
  }

  private void onFailure(ServerWebSocket open, Throwable failure) {
    if (failure instanceof IllegalStateException) {
      close(open, TOO_BIG, "a message is too big");
    }
  }

  private void ping(ServerWebSocket open) {
    if (closed || reader == null) {
      awaitsPong = false; // what is not read hides a pong too
    } else if (awaitsPong) {
      close(open, FAILED, "no answer to a ping");
    } else {
      awaitsPong = true;
      open.writePing(EMPTY);
    }
  }

  private static void close(ServerWebSocket open, short code, String why) {
    if (!open.isClosed()) {
      open.close(code, why);
    }
  }

  /** The connection is gone. */
  private void onClosed() {
    closed = true;
    context.owner().cancelTimer(pinger);
    if (room != null) {
      room.end(new StreamEnded("the socket is closed"));
    }
    Promise<@Nullable SocketMessage> waiting = reader;
    if (waiting != null) {
      awaitLast(waiting, frames, HOPS);
    }
  }

  @Override
  public void drain() {
    // The listener says goodbye.
  }

  @Override
  public void finish() {
    Thread running = thread;
    if (handlerRuns && running != null) {
      running.interrupt();
    }
  }
}
