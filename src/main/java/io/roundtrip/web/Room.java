package io.roundtrip.web;

import io.roundtrip.future.Await;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for room in a connection's write queue, one sender at a time. Confined to the connection's loop but for {@link
 * #onLoop}, which goes there by itself.
 *
 * <p>The queue holds what is written at a time and one more message; who sends again without waiting is refused, so that a
 * slow reader costs that much memory and no more. A reader that takes nothing for {@code stall} is given up.
 */
final class Room {
  private final Context context;
  private final Duration stall;
  private final BooleanSupplier full;
  private final Runnable stalled;
  private @Nullable Promise<Void> waiting;
  private @Nullable Throwable ended;
  private long timer = -1;

  /**
   * The room of a connection.
   *
   * @param full whether its write queue is
   * @param stalled runs when the reader has stood still for too long
   */
  Room(Context context, Duration stall, BooleanSupplier full, Runnable stalled) {
    this.context = context;
    this.stall = stall;
    this.full = full;
    this.stalled = stalled;
  }

  /** Runs the step on the connection's loop, now if the caller is there; the future is done where it was made. */
  Future<Void> onLoop(Supplier<Future<Void>> step) {
    if (Context.isOnEventLoopThread() && Vertx.currentContext() == context) {
      return step.get();
    }
    Promise<Void> done = Promise.promise();
    context.runOnContext(
        on -> {
          try {
            step.get().onComplete(done);
          } catch (RuntimeException failure) { // the connection may be closing
            done.fail(failure);
          }
        });
    return done.future();
  }

  /** Waits for a future on the calling virtual thread. */
  static void await(Future<Void> sent) {
    Await.await(sent);
  }

  /** Writes, and is done when there is room for the next. */
  Future<Void> write(Runnable write) {
    if (ended != null) {
      return Future.failedFuture(ended);
    }
    if (waiting != null) {
      return Future.failedFuture(
          new IllegalStateException(
              "the reader is slow and what was sent before waits: send when its future is done"));
    }
    write.run();
    if (!full.getAsBoolean()) {
      return Future.succeededFuture();
    }
    Promise<Void> room = Promise.promise();
    waiting = room;
    timer = context.owner().setTimer(stall.toMillis(), fired -> stalled.run());
    return room.future();
  }

  /** There is room again. */
  void onDrained() {
    Promise<Void> room = waiting;
    if (room != null) {
      settle();
      room.complete();
    }
  }

  /** Whether nobody waits. */
  boolean isFree() {
    return waiting == null && ended == null;
  }

  /** Nothing more is sent: who waits is told why, and so is everyone after. True if somebody did wait. */
  boolean end(Throwable why) {
    if (ended == null) {
      ended = why;
    }
    Promise<Void> room = waiting;
    if (room != null) {
      settle();
      room.fail(why);
    }
    return room != null;
  }

  private void settle() {
    waiting = null;
    context.owner().cancelTimer(timer);
  }
}
