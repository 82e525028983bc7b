package io.roundtrip.experiment;

import io.roundtrip.load.Load;
import io.roundtrip.load.LoadClock;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.MessageSource;
import io.roundtrip.load.Sink;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs loads on a loop. Confined to the experiment's thread, which it blocks. */
final class Measurement {
  private static final long PATIENCE_SECONDS = 120;

  private final Vertx vertx;
  private final Context context;
  private final int outstanding;
  private final MessageSource.WhenFull whenFull;

  /** Messages that are due while so many are outstanding are not sent. */
  Measurement(Vertx vertx, Context context, int outstanding) {
    this(vertx, context, outstanding, MessageSource.WhenFull.SKIP);
  }

  Measurement(Vertx vertx, Context context, int outstanding, MessageSource.WhenFull whenFull) {
    this.vertx = vertx;
    this.context = context;
    this.outstanding = outstanding;
    this.whenFull = whenFull;
  }

  /** Starts to send the load; done when everything that was sent has its answer or failure. */
  Future<LoadFigures> start(Sink sink, Load load) {
    Promise<LoadFigures> end = Promise.promise();
    context.runOnContext(
        on ->
            new MessageSource(load, LoadClock.of(vertx), sink, outstanding, whenFull)
                .start()
                .onComplete(end));
    return end.future();
  }

  /** Sends the load, and waits. */
  LoadFigures run(Sink sink, Load load) throws Exception {
    return await(start(sink, load));
  }

  /** Sends the load, whose schedule has a duration; {@code whenOver} runs when nothing more is due. */
  LoadFigures run(Sink sink, Load load, Runnable whenOver) throws Exception {
    Duration window = load.schedule().duration();
    if (window == null) {
      throw new IllegalArgumentException("a load that is measured needs a duration");
    }
    CompletableFuture<LoadFigures> done =
        start(sink, load).toCompletionStage().toCompletableFuture();
    try {
      return done.get(window.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException over) {
      whenOver.run();
      return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** Waits, so that it can be interrupted, and not for ever. */
  static <T> T await(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }
}
