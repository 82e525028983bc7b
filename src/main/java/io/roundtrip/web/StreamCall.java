package io.roundtrip.web;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An answer that is made while it is sent. Confined to the shard's loop, but for a source on a virtual thread.
 *
 * <p>It ends in one of four ways: its source is through; its source failed, and the connection is broken off; its reader left
 * or stood still; a drain ended it.
 */
final class StreamCall implements WebEndpoint.Ongoing {
  private static final Logger LOG = LoggerFactory.getLogger(StreamCall.class);

  private final WebEndpoint endpoint;
  private final Desk desk;
  private final Context context;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final Streaming streaming;
  private final Out out;
  private @Nullable Thread thread;
  private long heartbeat = -1;
  private boolean sourceRuns;
  private boolean over;

  StreamCall(
      WebEndpoint endpoint,
      Desk desk,
      Context context,
      HttpServerRequest request,
      Streaming streaming) {
    this.endpoint = endpoint;
    this.desk = desk;
    this.context = context;
    this.request = request;
    this.response = request.response();
    this.streaming = streaming;
    this.out = new Out(context, response, desk.route().bounds().stall(), this::onStalled);
  }

  /** The head is set, and nothing is written. */
  void begin() {
    endpoint.begun(this);
    response.setChunked(true);
    response.exceptionHandler(broken -> onLeft());
    response.closeHandler(closed -> onLeft());
    if (streaming.isEndless()) {
      response.putHeader("cache-control", "no-cache");
      response.writeHead();
      heartbeat = context.owner().setPeriodic(Out.HEARTBEAT.toMillis(), fired -> out.beat());
    }
    sourceRuns = true;
    Streaming.Source source = streaming.source();
    Function<? super Out, ? extends Future<?>> chain = streaming.chain();
    if (source != null) {
      thread =
          Thread.ofVirtual().name(desk.route().name() + " stream").start(() -> runOnThread(source));
    } else if (chain != null) {
      runHere(chain);
    }
    if (endpoint.isDraining()) { // its handler was at work when the others were told
      drain();
    }
  }

  private void runOnThread(Streaming.Source source) {
    try {
      source.sendTo(out);
      context.runOnContext(on -> onThrough(null));
    } catch (Throwable failure) {
      context.runOnContext(on -> onThrough(failure));
    }
  }

  private void runHere(Function<? super Out, ? extends Future<?>> chain) {
    Future<?> sent;
    try {
      sent = chain.apply(out);
    } catch (Throwable failure) {
      onThrough(failure);
      return;
    }
    if (sent == null) {
      onThrough(new IllegalStateException("a stream's source returned no future"));
      return;
    }
    sent.onComplete(
        done -> context.runOnContext(on -> onThrough(done.failed() ? done.cause() : null)));
  }

  private void onThrough(@Nullable Throwable failure) {
    sourceRuns = false;
    thread = null;
    if (!over) {
      if (failure == null) {
        end(new StreamEnded("the stream has ended"));
        response.end();
      } else {
        LOG.error("a stream failed route={}", desk.route().name(), failure);
        breakOff("the stream's source failed");
      }
    }
    desk.leave();
  }

  private void onLeft() {
    if (!over && !response.ended()) {
      end(new StreamEnded("the reader has left"));
    }
  }

  private void onStalled() {
    if (!over) {
      breakOff("the reader took nothing for " + desk.route().bounds().stall());
    }
  }

  /** A clean end would make a part look like the whole. */
  private void breakOff(String why) {
    end(new StreamEnded(why));
    request.connection().close();
  }

  private void end(StreamEnded why) {
    over = true;
    context.owner().cancelTimer(heartbeat);
    endpoint.ended(this);
    boolean told = out.end(why);
    Thread running = thread;
    if (sourceRuns && !told && running != null) { // it waits for something else
      running.interrupt();
    }
  }

  @Override
  public void drain() {
    if (streaming.isEndless() && !over) {
      end(new StreamEnded("the engine is draining"));
      response.end();
    }
  }

  @Override
  public void finish() {
    if (!over) {
      breakOff("the engine is draining, and its time is over");
    }
  }
}
