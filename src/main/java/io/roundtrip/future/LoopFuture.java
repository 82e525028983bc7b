package io.roundtrip.future;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A result that is there or will be, for code confined to one event loop: promise and future in one object, consumed once,
 * then used again by its loop's {@link FuturePool}. Loop-confined: every method belongs to the loop that made it, but for
 * {@link #complete} of one made by {@link #of}.
 *
 * <p>The same function in both styles:
 *
 * {@snippet :
 * // Straight-line, on a virtual thread: the default.
 * Receipt place(Order order) {
 *   try {
 *     Price price = await(prices.find(order.item()));
 *     return await(store.save(order, price));
 *   } catch (StoreBusy busy) {
 *     return Receipt.later(busy.retryAfter());
 *   }
 * }
 *
 * // Explicit, on the event loop: the fast path.
 * LoopFuture<Receipt> place(Order order) {
 *   return prices.find(order.item())
 *       .thenCompose(order, (o, price) -> store.save(o, price))
 *       .handleError(error -> Receipt.later(busy(error).retryAfter()));
 * }
 * }
 *
 * <p>Steps added to a pending future are kept in it, {@value InlineSteps#MOST} of them; one more goes on in a second
 * future, so always go on with what a method returned. On a ready future a step runs at once. A chain ends on the stack of
 * who completes it: thousands of steps on one pending future, as a loop would add them, are {@link
 * LoopFutures#reduceAsync}'s. A step that throws fails the chain; the first error wins and carries later ones as suppressed,
 * except that one which names the first as its cause takes its place.
 *
 * <p>Consumed by {@link #get}, {@link #onComplete}, {@link #toVertx}, {@link #toTask}, {@link #ignore}, a combinator, or as
 * the result of a {@code Compose} step. Any use after that, from another thread, and completing twice, throw an {@link
 * IllegalStateException} that says which it was. One that is dropped unconsumed is counted ({@link FuturePool#dropped}).
 *
 * <p>No garbage: only a step that captures something is an object, so hand what it needs over as its context.
 *
 * @param <T> the type of the result
 */
public final class LoopFuture<T extends @Nullable Object> extends FutureCore
    implements Completable<T> {
  LoopFuture(FuturePool pool) {
    super(pool);
  }

  // Made --------------------------------------------------------------------------------------

  /** One that the caller, or whom it is handed to, will {@link #complete}. */
  public static <T extends @Nullable Object> LoopFuture<T> promise() {
    return FuturePool.current().promise();
  }

  /** One that has its value. */
  public static <T extends @Nullable Object> LoopFuture<T> makeReady(T value) {
    return FuturePool.current().makeReady(value);
  }

  /** One that has failed. */
  public static <T extends @Nullable Object> LoopFuture<T> makeException(Throwable error) {
    return FuturePool.current().makeException(error);
  }

  /** The Vert.x future's outcome on this loop, whichever thread completes it. Its other listeners are not disturbed. */
  public static <T extends @Nullable Object> LoopFuture<T> of(Future<T> future) {
    FuturePool pool = FuturePool.current();
    if (future.isComplete()) {
      Throwable error = future.cause();
      return error == null ? pool.makeReady(future.result()) : pool.makeException(error);
    }
    LoopFuture<T> bridge = pool.promise();
    bridge.toBridge(Vertx.currentContext());
    future.onComplete(bridge);
    return bridge;
  }

  /**
   * The producer's word: the value, or the error if there is one. Runs the steps before it returns.
   *
   * @throws IllegalStateException if it has been completed before
   */
  @Override
  public void complete(T value, @Nullable Throwable failure) {
    end(value, failure);
  }

  // Chained -----------------------------------------------------------------------------------

  /** Then makes something of the value. */
  public <U extends @Nullable Object> LoopFuture<U> then(Function<? super T, ? extends U> step) {
    if (state != READY) {
      return as(chain(THEN, step, null));
    }
    expectLoop();
    state = RUNNING;
    try {
      result = step.apply(Untyped.as(result));
      state = READY;
    } catch (Throwable thrown) {
      toOutcome(null, thrown);
    }
    return as(this);
  }

  /** {@link #then(Function)} with a context, so that the step need not capture it. */
  public <C, U extends @Nullable Object> LoopFuture<U> then(
      C context, BiFunction<? super C, ? super T, ? extends U> step) {
    if (state != READY) {
      return as(chain(THEN_WITH, step, context));
    }
    expectLoop();
    state = RUNNING;
    try {
      result = step.apply(context, Untyped.as(result));
      state = READY;
    } catch (Throwable thrown) {
      toOutcome(null, thrown);
    }
    return as(this);
  }

  /** Then does something that has a future of its own, whose outcome takes the place of this one's. */
  public <U extends @Nullable Object> LoopFuture<U> thenCompose(
      Function<? super T, LoopFuture<U>> step) {
    return as(chain(COMPOSE, step, null));
  }

  /** {@link #thenCompose(Function)} with a context, so that the step need not capture it. */
  public <C, U extends @Nullable Object> LoopFuture<U> thenCompose(
      C context, BiFunction<? super C, ? super T, LoopFuture<U>> step) {
    return as(chain(COMPOSE_WITH, step, context));
  }

  /** If there was an error, makes a value of it. */
  public LoopFuture<T> handleError(Function<? super Throwable, ? extends T> step) {
    return as(chain(HANDLE, step, null));
  }

  /** {@link #handleError(Function)} with a context, so that the step need not capture it. */
  public <C> LoopFuture<T> handleError(
      C context, BiFunction<? super C, ? super Throwable, ? extends T> step) {
    return as(chain(HANDLE_WITH, step, context));
  }

  /** If there was an error of this type, makes a value of it; any other error stays. */
  public <E extends Throwable> LoopFuture<T> handleError(
      Class<E> type, Function<? super E, ? extends T> step) {
    return as(chain(HANDLE_TYPED, step, type));
  }

  /** If there was an error, does something that has a future of its own, whose outcome takes its place. */
  public LoopFuture<T> handleErrorCompose(Function<? super Throwable, LoopFuture<T>> step) {
    return as(chain(HANDLE_COMPOSE, step, null));
  }

  /** Makes something of the outcome, whichever it is: of the value and null, or of null and the error. */
  public <U extends @Nullable Object> LoopFuture<U> transform(
      BiFunction<? super @Nullable T, ? super @Nullable Throwable, ? extends U> step) {
    return as(chain(TRANSFORM, step, null));
  }

  /** Does something in either case; the outcome stays, unless the action throws. */
  public LoopFuture<T> eventually(Runnable action) {
    return as(chain(EVENTUALLY, action, null));
  }

  /** Does something asynchronous in either case and waits for it; the outcome stays, unless that fails. */
  public LoopFuture<T> eventuallyCompose(Supplier<? extends LoopFuture<?>> action) {
    return as(chain(EVENTUALLY_COMPOSE, action, null));
  }

  @SuppressWarnings("unchecked") // a future's type is that of its last step
  private static <U extends @Nullable Object> LoopFuture<U> as(FutureCore future) {
    return (LoopFuture<U>) future;
  }

  // Consumed ----------------------------------------------------------------------------------

  /** Whether there is an outcome: a value or an error. */
  public boolean isReady() {
    expectUsable("isReady");
    return !isPending();
  }

  /** Whether there is an outcome, and it is an error. */
  public boolean isFailed() {
    expectUsable("isFailed");
    return isFailedNow();
  }

  /**
   * Takes the value, or throws the error as it is, checked or not.
   *
   * @throws IllegalStateException if it is pending; a loop cannot wait
   */
  public T get() {
    return Untyped.as(take());
  }

  /** Hands the outcome over, at once if it is there. What the listener throws later goes to the context's handler. */
  public void onComplete(Completable<? super T> listener) {
    listen(listener);
  }

  /** Consumes it whatever becomes of it. */
  public void ignore() {
    join(Ignored.JOINT, null, 0);
  }

  /** The same outcome as a Vert.x future, for any thread. */
  public Future<T> toVertx() {
    Promise<T> promise = Promise.promise();
    onComplete(promise);
    return promise.future();
  }

  /** The same outcome for a thread that may block. */
  public Task<T> toTask() {
    Task<T> task = new Task<>();
    onComplete(task);
    return task;
  }
}
