package io.roundtrip.future;

import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Objects;
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
 * future, so always go on with what a method returned. On a ready future a step runs at once. A step that throws fails the
 * chain; the first error wins and carries later ones as suppressed, except that one which names the first as its cause
 * takes its place.
 *
 * <p>Consumed by {@link #get}, {@link #onComplete}, {@link #toVertx}, {@link #toTask}, {@link #ignore}, a combinator, or as
 * the result of a {@code Compose} step. Any use after that, from another thread, and completing twice, throw an {@link
 * IllegalStateException} that says which it was. One that is dropped unconsumed is counted ({@link FuturePool#dropped}).
 *
 * <p>No garbage: only a step that captures something is an object, so hand what it needs over as its context.
 *
 * @param <T> the type of the result
 */
public final class LoopFuture<T extends @Nullable Object> extends InlineSteps
    implements Completable<T> {
  // The states, as numbers: a reference stored into an old object costs a barrier.
  // FREE → PENDING → (RUNNING ⇄ WAITING) → READY or FAILED → FREE
  private static final byte FREE = 0;
  private static final byte PENDING = 1;

  /** Its producer has completed it; an asynchronous step has not ended. */
  private static final byte WAITING = 2;

  private static final byte RUNNING = 3;
  private static final byte READY = 4;
  private static final byte FAILED = 5;

  // The marks.
  private static final byte CONSUMED = 1;
  private static final byte BRIDGED = 2;
  private static final byte OPTIONAL = 4;

  /** How an asynchronous step's outcome comes back; the index is the step's kind. */
  private static final Joint RESUME = LoopFuture::resume;

  final FuturePool pool;
  final Leak leak;
  private byte state;
  private byte marks;
  private @Nullable Object result;
  private @Nullable Joint joint;
  private @Nullable Object target;
  private int index;

  LoopFuture(FuturePool pool) {
    this.pool = pool;
    this.leak = pool.watch(this);
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
    bridge.marks = BRIDGED;
    future.onComplete(bridge);
    return bridge;
  }

  LoopFuture<T> toPending() {
    state = PENDING;
    return this;
  }

  /** Ends, or begins, with an outcome that nobody has taken yet. */
  LoopFuture<T> toOutcome(@Nullable Object value, @Nullable Throwable error) {
    if (error == null) {
      result = value;
      state = READY;
    } else {
      result = error;
      leak.failure = error;
      state = FAILED;
    }
    return this;
  }

  /** Nobody need consume it. */
  LoopFuture<T> toOptional() {
    marks |= OPTIONAL;
    leak.optional = true;
    return this;
  }

  // Completed ---------------------------------------------------------------------------------

  /**
   * The producer's word: the value, or the error if there is one. Runs the steps before it returns.
   *
   * @throws IllegalStateException if it has been completed before
   */
  @Override
  public void complete(T value, @Nullable Throwable failure) {
    if (Thread.currentThread() != pool.loop) {
      if ((marks & BRIDGED) == 0) {
        throw wrongThread();
      }
      pool.context.runOnContext(crossed -> complete(value, failure));
      return;
    }
    if (state != PENDING) {
      throw misuse("complete", "was completed twice");
    }
    proceed(value, failure);
  }

  /** Runs the steps in line, up to one whose own future is pending, and ends when none is left. */
  private void proceed(@Nullable Object begin, @Nullable Throwable failure) {
    Object now = begin;
    Throwable error = failure;
    int kind = nextKind();
    if (kind != 0) {
      state = RUNNING;
      do {
        Object context = hasContext(kind) ? takeContext() : null;
        Object step = takeStep();
        if (takes(kind, error != null)) {
          try {
            Object made = call(kind, step, context, error == null ? now : error);
            if (isAsynchronous(kind)) {
              LoopFuture<?> inner = innerOf(made);
              if (inner.isPending()) {
                state = WAITING;
                result = error == null ? now : error;
                inner.join(RESUME, this, error == null ? kind : -kind);
                return;
              }
              made = inner.get();
            }
            if (!keepsOutcome(kind)) {
              now = made;
              error = null;
            }
          } catch (Throwable thrown) {
            error = Errors.join(error, thrown);
          }
        }
        kind = nextKind();
      } while (kind != 0);
    }
    Object value = error == null ? now : null;
    if ((marks & CONSUMED) == 0) {
      toOutcome(value, error);
    } else {
      deliver(value, error);
    }
  }

  /** An asynchronous step has ended: its outcome joins the one it was started with, whose error made its kind negative. */
  private static void resume(
      @Nullable Object target, int kind, @Nullable Object value, @Nullable Throwable failure) {
    LoopFuture<?> future = (LoopFuture<?>) Objects.requireNonNull(target);
    Object held = future.result;
    future.result = null;
    Throwable error = kind < 0 && held instanceof Throwable first ? first : null;
    if (failure != null) {
      future.proceed(null, Errors.join(error, failure));
    } else if (keepsOutcome(Math.abs(kind))) {
      future.proceed(error == null ? held : null, error);
    } else {
      future.proceed(value, null);
    }
  }

  /** What an asynchronous step made, if it is a future that can be consumed here. */
  static LoopFuture<?> innerOf(@Nullable Object made) {
    if (!(made instanceof LoopFuture<?> inner)) {
      throw new NullPointerException(Place.NO_FUTURE);
    }
    inner.expectUsable("a step's result");
    return inner;
  }

  private void deliver(@Nullable Object value, @Nullable Throwable failure) {
    Joint to = joint;
    Object receiver = target;
    int which = index;
    release();
    if (to != null) {
      to.arrived(receiver, which, value, failure);
    } else {
      try {
        tell(receiver, value, failure);
      } catch (Throwable bug) {
        pool.report(bug);
      }
    }
  }

  private static void tell(
      @Nullable Object listener, @Nullable Object value, @Nullable Throwable failure) {
    Untyped.listener((Completable<?>) Objects.requireNonNull(listener)).complete(value, failure);
  }

  private void release() {
    if (marks != 0) {
      marks = 0;
      joint = null;
      target = null;
      leak.awaited = false;
      leak.optional = false;
    }
    if (state == FAILED) {
      leak.failure = null;
    }
    result = null;
    state = FREE;
    pool.giveBack(this);
  }

  // Chained -----------------------------------------------------------------------------------

  /** Then makes something of the value. */
  @SuppressWarnings("unchecked") // a future's type is that of its last step
  public <U extends @Nullable Object> LoopFuture<U> then(Function<? super T, ? extends U> step) {
    if (state != READY) {
      return chain(THEN, step, null);
    }
    expectLoop();
    state = RUNNING;
    try {
      result = step.apply(Untyped.as(result));
      state = READY;
    } catch (Throwable thrown) {
      toOutcome(null, thrown);
    }
    return (LoopFuture<U>) this;
  }

  /** {@link #then(Function)} with a context, so that the step need not capture it. */
  @SuppressWarnings("unchecked") // a future's type is that of its last step
  public <C, U extends @Nullable Object> LoopFuture<U> then(
      C context, BiFunction<? super C, ? super T, ? extends U> step) {
    if (state != READY) {
      return chain(THEN_WITH, step, context);
    }
    expectLoop();
    state = RUNNING;
    try {
      result = step.apply(context, Untyped.as(result));
      state = READY;
    } catch (Throwable thrown) {
      toOutcome(null, thrown);
    }
    return (LoopFuture<U>) this;
  }

  /** Then does something that has a future of its own, whose outcome takes the place of this one's. */
  public <U extends @Nullable Object> LoopFuture<U> thenCompose(
      Function<? super T, LoopFuture<U>> step) {
    return chain(COMPOSE, step, null);
  }

  /** {@link #thenCompose(Function)} with a context, so that the step need not capture it. */
  public <C, U extends @Nullable Object> LoopFuture<U> thenCompose(
      C context, BiFunction<? super C, ? super T, LoopFuture<U>> step) {
    return chain(COMPOSE_WITH, step, context);
  }

  /** If there was an error, makes a value of it. */
  public LoopFuture<T> handleError(Function<? super Throwable, ? extends T> step) {
    return chain(HANDLE, step, null);
  }

  /** {@link #handleError(Function)} with a context, so that the step need not capture it. */
  public <C> LoopFuture<T> handleError(
      C context, BiFunction<? super C, ? super Throwable, ? extends T> step) {
    return chain(HANDLE_WITH, step, context);
  }

  /** If there was an error, does something that has a future of its own, whose outcome takes its place. */
  public LoopFuture<T> handleErrorCompose(Function<? super Throwable, LoopFuture<T>> step) {
    return chain(HANDLE_COMPOSE, step, null);
  }

  /** Does something in either case; the outcome stays, unless the action throws. */
  public LoopFuture<T> eventually(Runnable action) {
    return chain(EVENTUALLY, action, null);
  }

  /** Does something asynchronous in either case and waits for it; the outcome stays, unless that fails. */
  public LoopFuture<T> eventuallyCompose(Supplier<? extends LoopFuture<?>> action) {
    return chain(EVENTUALLY_COMPOSE, action, null);
  }

  @SuppressWarnings("unchecked") // a future's type is that of its last step
  private <U extends @Nullable Object> LoopFuture<U> chain(
      int kind, Object step, @Nullable Object context) {
    expectUsable("a step");
    if (isPending()) {
      if (addStep(kind, step, context)) {
        return (LoopFuture<U>) this;
      }
      LoopFuture<U> more = pool.promise();
      more.state = WAITING;
      join(RESUME, more, COMPOSE);
      return more.chain(kind, step, context);
    }
    boolean failed = state == FAILED;
    if (takes(kind, failed)) {
      addStep(kind, step, context);
      Object now = result;
      result = null;
      if (failed) {
        leak.failure = null;
      }
      proceed(failed ? null : now, failed ? (Throwable) now : null);
    }
    return (LoopFuture<U>) this;
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
    return state == FAILED;
  }

  /**
   * Takes the value, or throws the error as it is, checked or not.
   *
   * @throws IllegalStateException if it is pending; a loop cannot wait
   */
  public T get() {
    expectUsable("get");
    Object taken = result;
    if (state == READY) {
      release();
      return Untyped.as(taken);
    }
    if (state != FAILED) {
      throw misuse(
          "get",
          "is pending, and an event loop cannot wait: chain with then, or await its toVertx() on a"
              + " virtual thread");
    }
    release();
    throw Errors.<RuntimeException>rethrow((Throwable) Objects.requireNonNull(taken));
  }

  /** Hands the outcome over, at once if it is there. What the listener throws later goes to the context's handler. */
  public void onComplete(Completable<? super T> listener) {
    expectUsable("onComplete");
    if (isPending()) {
      attach(null, listener, 0);
      return;
    }
    Object taken = result;
    boolean failed = state == FAILED;
    release();
    tell(listener, failed ? null : taken, failed ? (Throwable) taken : null);
  }

  /** {@link #onComplete} inside this package. */
  void join(Joint to, @Nullable Object receiver, int which) {
    expectUsable("a combinator");
    if (isPending()) {
      attach(to, receiver, which);
      return;
    }
    Object taken = result;
    boolean failed = state == FAILED;
    release();
    to.arrived(receiver, which, failed ? null : taken, failed ? (Throwable) taken : null);
  }

  private void attach(@Nullable Joint to, @Nullable Object receiver, int which) {
    joint = to;
    target = receiver;
    index = which;
    marks |= CONSUMED;
    leak.awaited = true;
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

  // Checked -----------------------------------------------------------------------------------

  private boolean isPending() {
    return state == PENDING || state == WAITING;
  }

  private void expectLoop() {
    if (Thread.currentThread() != pool.loop) {
      throw wrongThread();
    }
  }

  void expectUsable(String use) {
    expectLoop();
    if (state == FREE || (marks & CONSUMED) != 0) {
      throw misuse(use, "was consumed before, and a future is consumed once");
    }
    if (state == RUNNING) {
      throw misuse(use, "was used by a step of its own chain");
    }
  }

  private IllegalStateException misuse(String use, String what) {
    String when = state == FREE && use.equals("complete") ? ", or after it was consumed" : "";
    return leak.explain(use + ": the loop future " + what + when);
  }

  private IllegalStateException wrongThread() {
    return leak.explain(
        "the loop future of "
            + pool.loop.getName()
            + " was used by "
            + Thread.currentThread().getName()
            + ": bridge it on its own loop, by toVertx() or toTask()");
  }
}
