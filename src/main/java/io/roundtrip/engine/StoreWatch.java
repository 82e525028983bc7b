package io.roundtrip.engine;

import io.roundtrip.future.Timers;
import io.roundtrip.metrics.StoreState;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.store.StoreRefused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the store until it is prepared, and then asks again and again whether it still answers. Loop-confined but for
 * {@link #giveUp}, which only completes a promise.
 *
 * <p>What passes by itself (the server is not there, it starts, nobody knows whether it did what was asked) is waited out
 * for as long as it takes; any other failure of the preparation is {@link #prepared}'s.
 */
final class StoreWatch {
  private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);

  /**
   * When to ask.
   *
   * @param firstPause before the second try to prepare; doubled each time
   * @param longestPause what the pause grows to
   * @param between from the answer of one probe to the next probe
   */
  record Pace(Duration firstPause, Duration longestPause, Duration between) {
    /** What an engine uses. */
    static final Pace USUAL =
        new Pace(Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(1));

    /** The pause after the one that was just made. */
    Duration after(Duration pause) {
      Duration twice = pause.multipliedBy(2);
      return twice.compareTo(longestPause) > 0 ? longestPause : twice;
    }
  }

  private final Supplier<Future<?>> prepare;
  private final Supplier<Future<?>> probe;
  private final Consumer<StoreState> tell;
  private final Timers timers;
  private final Pace pace;
  private final Promise<Void> prepared = Promise.promise();
  private Timers.@Nullable Timer timer;
  private String lastWords = "";
  private boolean stopped;
  private boolean lost;

  /**
   * A watch that has not begun.
   *
   * @param prepare makes a new store ready for use; done again where it fails
   * @param probe succeeds in time if the store answers
   * @param tell is told whether it does
   */
  StoreWatch(
      Supplier<Future<?>> prepare,
      Supplier<Future<?>> probe,
      Consumer<StoreState> tell,
      Timers timers,
      Pace pace) {
    this.prepare = prepare;
    this.probe = probe;
    this.tell = tell;
    this.timers = timers;
    this.pace = pace;
  }

  /** Begins; what comes of it is {@link #prepared}. */
  Future<Void> start() {
    tell.accept(StoreState.DOWN);
    tryToPrepare(pace.firstPause());
    return prepared.future();
  }

  /** Done when the store can be used; fails if it never can, or when it was given up. */
  Future<Void> prepared() {
    return prepared.future();
  }

  /** Waits no longer. From any thread; without effect once the store is prepared. */
  void giveUp() {
    prepared.tryFail(new CancellationException("stopped while it waited for the store"));
  }

  /** Asks no more. */
  void stop() {
    stopped = true;
    giveUp();
    if (timer != null) {
      timer.cancel();
    }
  }

  private void tryToPrepare(Duration pause) {
    prepare
        .get()
        .onComplete(
            ended -> {
              if (stopped) {
                return;
              }
              if (ended.succeeded()) {
                tell.accept(StoreState.UP);
                again(pace.between(), this::askAgain);
                prepared.tryComplete();
              } else if (passes(ended.cause())) {
                waitsBecauseOf(ended.cause());
                again(pause, () -> tryToPrepare(pace.after(pause)));
              } else {
                prepared.tryFail(sentence(ended.cause()));
              }
            });
  }

  private void askAgain() {
    probe
        .get()
        .onComplete(
            ended -> {
              if (stopped) {
                return;
              }
              if (ended.failed() && !lost) {
                LOG.warn("the store is lost: {}", String.valueOf(ended.cause().getMessage()));
              } else if (ended.succeeded() && lost) {
                LOG.info("the store is back");
              }
              lost = ended.failed();
              tell.accept(lost ? StoreState.DOWN : StoreState.UP);
              again(pace.between(), this::askAgain);
            });
  }

  private void again(Duration pause, Runnable what) {
    timer = timers.start(pause, what);
  }

  /** Says a reason once, however often it comes. */
  private void waitsBecauseOf(Throwable cause) {
    String words = String.valueOf(cause.getMessage());
    if (!words.equals(lastWords)) {
      LOG.warn("waiting for the store: {}", words);
      lastWords = words;
    }
  }

  private static boolean passes(Throwable cause) {
    return cause instanceof PgFailure failure
        && switch (failure.kind()) {
          case UNAVAILABLE, UNKNOWN, RETRYABLE -> true;
          case CONSTRAINT, DATA, BUG -> false;
        };
  }

  private static Throwable sentence(Throwable cause) {
    return cause instanceof PgFailure failure
        ? new StoreRefused("the database refuses the engine's schema: " + failure.getMessage())
        : cause;
  }
}
