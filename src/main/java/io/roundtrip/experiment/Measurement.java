package io.roundtrip.experiment;

import io.roundtrip.load.Load;
import io.roundtrip.load.LoadClock;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.MessageSource;
import io.roundtrip.load.Sink;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs loads one after the other on a loop. Confined to the experiment's thread, which it blocks. */
final class Measurement {
  private static final long PATIENCE_SECONDS = 120;

  private final Vertx vertx;
  private final Context context;
  private final int outstanding;

  Measurement(Vertx vertx, Context context, int outstanding) {
    this.vertx = vertx;
    this.context = context;
    this.outstanding = outstanding;
  }

  /** Sends the load, whose schedule has a duration; {@code whenOver} runs when nothing more is due. */
  LoadFigures run(Sink sink, Load load, Runnable whenOver) throws Exception {
    Duration window = load.schedule().duration();
    if (window == null) {
      throw new IllegalArgumentException("a load that is measured needs a duration");
    }
    Promise<LoadFigures> end = Promise.promise();
    context.runOnContext(
        on ->
            new MessageSource(
                    load, LoadClock.of(vertx), sink, outstanding, MessageSource.WhenFull.SKIP)
                .start()
                .onComplete(end));
    CompletableFuture<LoadFigures> done = end.future().toCompletionStage().toCompletableFuture();
    try {
      return done.get(window.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException over) {
      whenOver.run();
      return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }
}
