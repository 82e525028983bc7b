package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a future comes to its outcome relative to the steps that are added to it. To be used on a loop. */
enum Coming {
  /** It has it before. */
  READY,
  /** It gets it afterwards. */
  PENDING,
  /** It gets it afterwards, from an asynchronous step of its own. */
  COMPOSED,
  /** It gets it afterwards, from a future before it that is full of steps. */
  OVERFLOWED,
  /** It gets it afterwards, from a Vert.x future. */
  BRIDGED;

  private static final Queue<Runnable> LATER = new ArrayDeque<>();

  /** Whether steps make that of the value. */
  <T extends @Nullable Object, U extends @Nullable Object> void gives(
      @Nullable Object expected, T value, Function<LoopFuture<T>, LoopFuture<U>> steps) {
    assertEquals(expected, value(value, steps));
  }

  /** Adds the steps to a future of that value and takes the result. */
  <T extends @Nullable Object, U extends @Nullable Object> U value(
      T value, Function<LoopFuture<T>, LoopFuture<U>> steps) {
    return outcome(value, null, steps).get();
  }

  /** Adds the steps to a future of that error and takes the result. */
  <T extends @Nullable Object, U extends @Nullable Object> U error(
      Throwable error, Function<LoopFuture<T>, LoopFuture<U>> steps) {
    return outcome(Untyped.<T>as(null), error, steps).get();
  }

  /** Something of a step's that happens after the outcome has come and what can run has run. */
  static void later(Runnable event) {
    LATER.add(event);
  }

  private <T extends @Nullable Object, U extends @Nullable Object> LoopFuture<U> outcome(
      T value, @Nullable Throwable error, Function<LoopFuture<T>, LoopFuture<U>> steps) {
    LoopFuture<U> end = begin(value, error, steps);
    while (!LATER.isEmpty()) {
      LATER.remove().run();
    }
    return end;
  }

  private <T extends @Nullable Object, U extends @Nullable Object> LoopFuture<U> begin(
      T value, @Nullable Throwable error, Function<LoopFuture<T>, LoopFuture<U>> steps) {
    if (this == READY) {
      return steps.apply(
          error == null ? LoopFuture.makeReady(value) : LoopFuture.makeException(error));
    }
    if (this == BRIDGED) {
      Promise<T> promise = Promise.promise();
      LoopFuture<U> end = steps.apply(LoopFuture.of(promise.future()));
      promise.complete(value, error);
      return end;
    }
    LoopFuture<T> promise = LoopFuture.promise();
    LoopFuture<U> end =
        switch (this) {
          case COMPOSED -> steps.apply(LoopFuture.makeReady(0).thenCompose(promise, (p, x) -> p));
          case OVERFLOWED -> steps.apply(full(promise));
          default -> steps.apply(promise);
        };
    promise.complete(value, error);
    return end;
  }

  private static <T extends @Nullable Object> LoopFuture<T> full(LoopFuture<T> future) {
    LoopFuture<T> full = future;
    for (int i = 0; i < InlineSteps.MOST; i++) {
      full = full.then(x -> x);
    }
    return full;
  }
}
