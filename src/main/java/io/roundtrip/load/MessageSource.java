package io.roundtrip.load;

import io.vertx.core.Future;
import io.vertx.core.Promise;

/**
 * Gives the messages of a load to a sink, each when it is due. Loop-confined.
 *
 * <p>The loop is open: answers do not decide when the next message goes. What is outstanding is bounded; a message that
 * is due beyond that is counted as not sent, or, where the source waits, sent when there is room, and its latency still
 * counts from when it was due.
 */
public final class MessageSource {
  /** Messages in one turn on the loop, so that answers have theirs. */
  private static final int TURN = 64;

  private static final long AT_ONCE_NANOS = 1;

  private final LoadRun run;
  private final LoadClock clock;
  private final Sink sink;
  private final int mostOutstanding;
  private final WhenFull whenFull;
  private final LoadTally tally = new LoadTally();
  private final Promise<LoadFigures> done = Promise.promise();
  private long startNanos;
  private boolean waiting;
  private boolean over;

  /** What happens to a message that is due while too many are outstanding. */
  public enum WhenFull {
    /** It is counted as not sent. */
    SKIP,
    /** It waits for room, and those behind it. */
    WAIT
  }

  /** A source that has not started. */
  public MessageSource(
      Load load, LoadClock clock, Sink sink, int mostOutstanding, WhenFull whenFull) {
    if (mostOutstanding < 1) {
      throw new IllegalArgumentException(
          "at least 1 message must be let out at a time, got " + mostOutstanding);
    }
    this.run = new LoadRun(load);
    this.clock = clock;
    this.sink = sink;
    this.mostOutstanding = mostOutstanding;
    this.whenFull = whenFull;
  }

  /** Starts it, once; completes when everything that was sent has been answered or failed. */
  public Future<LoadFigures> start() {
    startNanos = clock.nanos();
    onTurn();
    return done.future();
  }

  /** Nothing more is sent; what is outstanding is still waited for. */
  public void stop() {
    over = true;
    waiting = false;
    endIfDone();
  }

  /** What was counted so far. */
  public LoadFigures figures() {
    return tally.figures();
  }

  private void onTurn() {
    for (int i = 0; i < TURN && !over; i++) {
      if (run.isOver()) {
        over = true;
      } else {
        long early = startNanos + run.dueNanos() - clock.nanos();
        if (early > 0) {
          clock.after(early, this::onTurn);
          return;
        }
        if (tally.outstanding() < mostOutstanding) {
          send(run.take());
        } else if (whenFull == WhenFull.WAIT) {
          waiting = true;
          return;
        } else {
          run.skip();
          tally.onNotSent();
        }
      }
    }
    if (over) {
      endIfDone();
    } else {
      clock.after(AT_ONCE_NANOS, this::onTurn);
    }
  }

  private void send(LoadMessage message) {
    long dueNanos = startNanos + message.dueNanos();
    tally.onSent(clock.nanos() - dueNanos, tally.outstanding() + 1);
    sent(message).onComplete((answer, failure) -> onEnd(dueNanos, answer, failure));
  }

  /** A client that was closed meanwhile, say, throws: to its message that is a failure like any other. */
  private Future<Answer> sent(LoadMessage message) {
    try {
      return sink.send(message);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }

  private void onEnd(long dueNanos, Answer answer, Throwable failure) {
    long now = clock.nanos();
    if (failure == null) {
      tally.onAnswer(answer, now - dueNanos, now - startNanos);
    } else {
      tally.onFailure(failure, now - startNanos);
    }
    if (waiting) {
      waiting = false;
      // Not from here: a sink that answers at once would have us call ourselves for every message.
      clock.after(AT_ONCE_NANOS, this::onTurn);
    } else {
      endIfDone();
    }
  }

  private void endIfDone() {
    if (over && tally.outstanding() == 0) {
      done.tryComplete(tally.figures());
    }
  }
}
