package io.roundtrip.future;

import io.vertx.core.Context;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Waiting in straight-line code. For virtual threads: their carrier does other work in the meantime, and on a virtual-thread
 * verticle its other messages are handled.
 */
public final class Await {
  private Await() {}

  /**
   * The future's value, or its error as it is, checked or not. A loop future is awaited by its {@link LoopFuture#toVertx},
   * made on its own loop.
   *
   * @throws IllegalStateException on an event loop, if the future is pending
   */
  public static <T extends @Nullable Object> T await(Future<T> future) {
    if (future.isComplete()) {
      Throwable error = future.cause();
      if (error != null) {
        throw Errors.<RuntimeException>rethrow(error);
      }
      return future.result();
    }
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          "await blocks its caller, and "
              + Thread.currentThread().getName()
              + " is an event loop: chain with then or compose, or run on a virtual thread");
    }
    return future.await();
  }
}
