package io.roundtrip.task;

import io.vertx.core.Future;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Work for {@link Tasks}: what it takes, whichever thread it is asked from.
 *
 * {@snippet :
 * AsyncOperation<Integer> chained = context -> prices.find("tsh").map(cents -> 2 * cents); // event loop
 * AsyncOperation<Integer> straight = AsyncOperation.blocking(() -> 2 * await(prices.find("tsh"))); // virtual thread
 * }
 *
 * @param <T> the type of the result
 */
@FunctionalInterface
public interface AsyncOperation<T extends @Nullable Object> {
  /**
   * Begins the work, on the runner's event loop, which it must not block. What it throws is the task's error.
   *
   * @param context what the operation may say and ask about itself; also later, from any thread
   */
  Future<T> start(TaskContext context) throws Exception;

  /** Straight-line code that need not know of its task. On a virtual thread of its own, which a cancellation interrupts. */
  static <T extends @Nullable Object> AsyncOperation<T> blocking(Callable<? extends T> code) {
    return blocking(context -> code.call());
  }

  /** Straight-line code. On a virtual thread of its own, which a cancellation interrupts. */
  static <T extends @Nullable Object> AsyncOperation<T> blocking(StraightLine<? extends T> code) {
    return new OnVirtualThread<T>(code);
  }

  /**
   * Code that reads straight down, and may block.
   *
   * @param <T> the type of the result
   */
  @FunctionalInterface
  interface StraightLine<T extends @Nullable Object> {
    /** Runs it; what it throws is the task's error. */
    T run(TaskContext context) throws Exception;
  }
}
