package io.roundtrip.web;

import io.roundtrip.future.Await;
import io.roundtrip.future.LoopFuture;
import io.roundtrip.model.Reason;
import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Mount;
import io.roundtrip.net.Problem;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request of a Java route, from its header to the end of its answer. Confined to the shard's loop, but for the handler
 * of a value, whose result is brought back there.
 *
 * <p>Body read → handler → answer, or 504 at the deadline. A handler that is late is interrupted, and keeps its place until it
 * has returned: the route's concurrency bounds what really runs.
 */
final class Call implements BodyReader.Reader, WebEndpoint.Ongoing {
  private static final Buffer EMPTY = Buffer.buffer();

  private final WebEndpoint endpoint;
  private final Desk desk;
  private final Mount mount;
  private final Context context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final String path;
  private final Map<String, String> parameters;
  private final long begunNanos = System.nanoTime();
  private final long deadlineNanos;
  private @Nullable BodyReader body;
  private @Nullable Thread thread;
  private long timer = -1;
  private long held;
  private boolean answered;

  Call(
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
    this.response = request.response();
    this.path = path;
    this.parameters = parameters;
    this.deadlineNanos = begunNanos + desk.route().bounds().deadline().toNanos();
  }

  void begin() {
    endpoint.begun(this);
    if (!hasBody(request)) {
      run(EMPTY);
      return;
    }
    BodyReader reader = new BodyReader(mount.bodies(), request, deadlineNanos, this);
    body = reader;
    request.exceptionHandler(broken -> onLeft(reader));
    if (reader.tryOpen()) {
      reader.read();
    }
  }

  /** By RFC 9112: what has neither header has no body. */
  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return (length != null && !length.equals("0"))
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private void onLeft(BodyReader reader) {
    if (reader.isOpen()) {
      reader.close();
      answered = true; // there is nobody to answer
      leave();
    }
  }

  @Override
  public void onRefused(Reason reason, String detail) {
    answer(Problem.of(reason, detail));
    leave();
  }

  @Override
  public void onBody(Buffer whole) {
    if (!mount.bodies().tryHold(whole.length())) {
      onRefused(Reason.QUEUE_FULL, "all bodies together hold all the memory they may");
      return;
    }
    held = whole.length();
    run(whole);
  }

  private void run(Buffer whole) {
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
              whole,
              deadlineNanos);
    } catch (HttpError wrong) {
      end(null, wrong);
      return;
    }
    long left = Math.max(1, (deadlineNanos - System.nanoTime()) / 1_000_000);
    timer = context.owner().setTimer(left, fired -> onLate());
    switch (desk.route().declared().kind()) {
      case VALUE -> runOnThread(handed);
      case FUTURE -> runHere(handed);
      case LOOP_FUTURE -> runHereByLoopFuture(handed);
      case SOCKET, LOOP_SOCKET -> throw new IllegalStateException("a socket is no call");
    }
  }

  private @Nullable Object invoke(Request handed) throws Exception {
    return desk.route().declared().invocation().invoke(handed, desk.needed());
  }

  private void runOnThread(Request handed) {
    thread =
        Thread.ofVirtual()
            .name(desk.route().name())
            .start(
                () -> {
                  try {
                    Object result = invoke(handed);
                    if (result instanceof Future<?> future) {
                      result = Await.await(future);
                    }
                    Rendered rendered = Rendered.of(result);
                    context.runOnContext(on -> end(rendered, null));
                  } catch (Throwable failure) {
                    context.runOnContext(on -> end(null, failure));
                  }
                });
  }

  private void runHere(Request handed) {
    try {
      if (invoke(handed) instanceof Future<?> future) {
        future.onComplete(this::onResult, failure -> onResultFailed(failure));
      } else {
        end(null, new IllegalStateException("a handler on the loop returned no future"));
      }
    } catch (Throwable failure) {
      end(null, failure);
    }
  }

  private void runHereByLoopFuture(Request handed) {
    try {
      if (invoke(handed) instanceof LoopFuture<?> future) {
        listen(future);
      } else {
        end(null, new IllegalStateException("a handler on the loop returned no loop future"));
      }
    } catch (Throwable failure) {
      end(null, failure);
    }
  }

  private <T extends @Nullable Object> void listen(LoopFuture<T> future) {
    Completable<T> listener =
        (result, failure) -> {
          if (failure == null) {
            render(result);
          } else {
            end(null, failure);
          }
        };
    future.onComplete(listener);
  }

  /** A future may be completed anywhere. */
  private void onResult(@Nullable Object result) {
    if (Vertx.currentContext() == context && Context.isOnEventLoopThread()) {
      render(result);
    } else {
      context.runOnContext(on -> render(result));
    }
  }

  private void onResultFailed(Throwable failure) {
    if (Vertx.currentContext() == context && Context.isOnEventLoopThread()) {
      end(null, failure);
    } else {
      context.runOnContext(on -> end(null, failure));
    }
  }

  private void render(@Nullable Object result) {
    Rendered rendered;
    try {
      rendered = Rendered.of(result);
    } catch (Throwable failure) {
      end(null, failure);
      return;
    }
    end(rendered, null);
  }

  /** The handler has ended. */
  private void end(@Nullable Rendered rendered, @Nullable Throwable failure) {
    context.owner().cancelTimer(timer);
    thread = null;
    if (answered || rendered == null) {
      try {
        if (failure != null && !answered) {
          answer(endpoint.errors().of(desk.route().name(), failure));
        }
      } finally {
        leave();
      }
    } else if (response.closed()) {
      answered = true;
      leave();
    } else {
      send(rendered);
    }
  }

  private void send(Rendered rendered) {
    try {
      rendered.head(response);
    } catch (RuntimeException wrong) { // a header that no answer may have
      response.headers().clear();
      end(null, new IllegalStateException("the answer's headers cannot be sent", wrong));
      return;
    }
    answered = true;
    desk.answered(rendered.status(), System.nanoTime() - begunNanos);
    Streaming streaming = rendered.streaming();
    Buffer whole = rendered.body();
    if (streaming != null) {
      releaseBody();
      endpoint.ended(this);
      new StreamCall(endpoint, desk, context, request, streaming).begin();
      return;
    }
    if (whole == null) {
      response.end();
    } else {
      response.end(whole);
    }
    leave();
  }

  private void answer(Problem problem) {
    if (!answered) {
      answered = true;
      desk.answered(problem.status(), System.nanoTime() - begunNanos);
      problem.send(response);
    }
  }

  private void onLate() {
    answer(
        Problem.of(
            504,
            "deadline",
            "No answer in time",
            desk.route().name()
                + " did not answer within "
                + desk.route().bounds().deadline()
                + "; whether it did its work is not known"));
    interrupt();
  }

  private void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  @Override
  public void drain() {
    // It was accepted, and has its deadline.
  }

  @Override
  public void finish() {
    if (body == null || !body.isOpen()) { // one that is being read is refused by its reader
      answer(
          Problem.of(
              504,
              "draining",
              "The engine is draining",
              "the engine stops, and "
                  + desk.route().name()
                  + " has not answered; whether it did its work is not known"));
      interrupt();
    }
  }

  private void releaseBody() {
    if (held > 0) {
      mount.bodies().release(held);
      held = 0;
    }
  }

  private void leave() {
    releaseBody();
    endpoint.ended(this);
    desk.leave();
  }
}
