package io.roundtrip.future;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a loop future goes from made to consumed; {@link LoopFuture} is what its users see. Loop-confined.
 *
 * <p>FREE → PENDING → (RUNNING ⇄ WAITING) → READY or FAILED → FREE. One that is consumed while it is pending knows where its
 * outcome goes, and is FREE before that is told. What it holds is of no type: the same object serves futures of any.
 */
class FutureCore extends InlineSteps {
  // The states, as numbers: a reference stored into an old object costs a barrier.
  private static final byte FREE = 0;
  private static final byte PENDING = 1;

  /** Its producer has completed it; an asynchronous step has not ended. */
  private static final byte WAITING = 2;

  static final byte RUNNING = 3;
  static final byte READY = 4;
  private static final byte FAILED = 5;

  // The marks.
  private static final byte CONSUMED = 1;
  private static final byte BRIDGED = 2;
  private static final byte OPTIONAL = 4;

  /** How an asynchronous step's outcome comes back; the index is the step's kind. */
  private static final Joint RESUME = FutureCore::resume;

  final FuturePool pool;
  final Leak leak;
  byte state;
  private byte marks;
  @Nullable Object result;
  private @Nullable Joint joint;
  private @Nullable Object target;
  private int index;

  FutureCore(FuturePool pool) {
    this.pool = pool;
    this.leak = pool.watch(this);
  }

  final void toPending() {
    state = PENDING;
  }

  /** Ends, or begins, with an outcome that nobody has taken yet. */
  final void toOutcome(@Nullable Object value, @Nullable Throwable error) {
    if (error == null) {
      result = value;
      state = READY;
    } else {
      result = error;
      leak.failure = error;
      state = FAILED;
    }
  }

  /** Nobody need consume it. */
  final void toOptional() {
    marks |= OPTIONAL;
    leak.optional = true;
  }

  /** Another thread may complete it; its steps then run on this context of the loop. */
  final void toBridge(@Nullable Context home) {
    marks = BRIDGED;
    result = home; // nothing else is held there while it is pending
  }

  // Completed ---------------------------------------------------------------------------------

  /** The producer's word, once, from this loop; from another thread if it is a bridge. */
  final void end(@Nullable Object value, @Nullable Throwable failure) {
    if (Thread.currentThread() != pool.loop) {
      if ((marks & BRIDGED) == 0) {
        throw wrongThread(
            "complete it there, by context.runOnContext, or make it by LoopFuture.of");
      }
      Context home = result instanceof Context maker ? maker : pool.context;
      home.runOnContext(crossed -> end(value, failure));
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
        Object context = hasContext(kind) ? takeContext() : error;
        Object step = takeStep();
        if (takes(kind, error != null)) {
          try {
            Object made = call(kind, step, context, error == null ? now : error);
            if (isAsynchronous(kind)) {
              FutureCore inner = innerOf(made);
              if (inner.isPending()) {
                state = WAITING;
                result = error == null ? now : error;
                inner.join(RESUME, this, error == null ? kind : -kind);
                return;
              }
              made = inner.take();
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
    FutureCore future = (FutureCore) Objects.requireNonNull(target);
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
  static FutureCore innerOf(@Nullable Object made) {
    if (!(made instanceof FutureCore inner)) {
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

  static void tell(@Nullable Object listener, @Nullable Object value, @Nullable Throwable failure) {
    Untyped.listener((Completable<?>) Objects.requireNonNull(listener)).complete(value, failure);
  }

  final void release() {
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

  /** Runs the step if there is an outcome, else adds it; the chain goes on in the future that is returned. */
  final FutureCore chain(int kind, Object step, @Nullable Object context) {
    expectUsable("a step");
    if (isPending()) {
      if (addStep(kind, step, context)) {
        return this;
      }
      FutureCore more = pool.promise();
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
    return this;
  }

  // Consumed ----------------------------------------------------------------------------------

  /** The value, or throws the error as it is. */
  final @Nullable Object take() {
    expectUsable("get");
    Object taken = result;
    if (state == READY) {
      release();
      return taken;
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

  /** Hands the outcome to a listener. */
  final void listen(Completable<?> listener) {
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

  /** Hands the outcome over inside this package. */
  final void join(Joint to, @Nullable Object receiver, int which) {
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

  // Checked -----------------------------------------------------------------------------------

  final boolean isPending() {
    return state == PENDING || state == WAITING;
  }

  final void expectLoop() {
    if (Thread.currentThread() != pool.loop) {
      throw wrongThread("bridge it there, by toVertx() or toTask()");
    }
  }

  final void expectUsable(String use) {
    expectLoop();
    if (state == FREE || (marks & CONSUMED) != 0) {
      throw misuse(use, "was consumed before, and a future is consumed once");
    }
    if (state == RUNNING) {
      throw misuse(use, "was used by a step of its own chain");
    }
  }

  final boolean isFailedNow() {
    return state == FAILED;
  }

  private IllegalStateException misuse(String use, String what) {
    String when = state == FREE && use.equals("complete") ? ", or after it was consumed" : "";
    return leak.explain(use + ": the loop future " + what + when);
  }

  private IllegalStateException wrongThread(String instead) {
    return leak.explain(
        "the loop future of "
            + pool.loop.getName()
            + " was used by "
            + Thread.currentThread().getName()
            + ", which is not its loop: "
            + instead);
  }
}
