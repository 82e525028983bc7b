package io.roundtrip.pg;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The event loop that a client lives on. Thread-safe, because it only hands over: work goes to the loop, and its outcome
 * comes back to the caller's own context if it has one.
 */
final class Home {
  private final Context context;
  private final @Nullable Thread thread;

  private Home(Context context, @Nullable Thread thread) {
    this.context = context;
    this.thread = thread;
  }

  /** The calling event loop, or one of its own for a caller that is on none. */
  static Home here(Vertx vertx) {
    Context current = Vertx.currentContext();
    if (current != null && Context.isOnEventLoopThread()) {
      return new Home(current, Thread.currentThread());
    }
    if (current == null) {
      return new Home(vertx.getOrCreateContext(), null);
    }
    // A worker or virtual thread: a thread that Vert.x does not know is given an event loop.
    CompletableFuture<Context> made = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> made.complete(vertx.getOrCreateContext()));
    return new Home(made.join(), null);
  }

  Vertx vertx() {
    return context.owner();
  }

  /** Runs the task on the loop: now, if the caller is there. */
  void run(Runnable task) {
    if (thread == Thread.currentThread()) {
      task.run();
    } else {
      later(task);
    }
  }

  /** Runs the task on the loop, after the caller's own. */
  void later(Runnable task) {
    context.runOnContext(on -> task.run());
  }

  /** Runs on the loop what completes the promise; the future completes where the caller is. */
  <T extends @Nullable Object> Future<T> call(Consumer<Promise<T>> work) {
    Promise<T> promise = Promise.promise();
    if (thread == Thread.currentThread()) {
      work.accept(promise);
      return promise.future();
    }
    Context caller = Vertx.currentContext();
    context.runOnContext(on -> work.accept(promise));
    if (caller == null) {
      return promise.future();
    }
    Promise<T> back = Promise.promise();
    promise
        .future()
        .onComplete(
            done ->
                caller.runOnContext(
                    on -> {
                      if (done.succeeded()) {
                        back.complete(done.result());
                      } else {
                        back.fail(done.cause());
                      }
                    }));
    return back.future();
  }
}
