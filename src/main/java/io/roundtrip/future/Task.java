package io.roundtrip.future;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The one type for the outcome of work, whoever asks for it: a plain thread, a virtual one, an event loop, a test. It is a
 * {@link java.util.concurrent.Future} and a {@link java.util.concurrent.CompletionStage}. Thread-safe, because a {@link
 * CompletableFuture} carries the outcome across.
 *
 * <p>The work's own error is the same object in every context. {@link #get(Duration)}, {@link #await} and {@link #toVertx}
 * give it as it is, checked or not; {@link #get()} and {@link #get(long, TimeUnit)} have it as the cause of an {@link
 * ExecutionException}, {@link #join} as that of a {@link CompletionException}, as {@code java.util.concurrent} will have it.
 * Who waits too long gets {@link TimedOut}, or a {@link TimeoutException} from {@link #get(long, TimeUnit)}. A cancelled task
 * throws {@link CancellationException} from all of them, as does one whose work failed with that.
 *
 * <p>What blocks is refused on an event loop, where an outcome is chained to instead. On a virtual thread of Vert.x the others
 * of its context go on meanwhile.
 *
 * <p>The outcome is the work's, unless a reader gave it one first: {@link #cancel}, {@link #complete(Object)}, {@link
 * #orTimeout} and their like end the task at once, and its {@link Work} is told that nobody wants it any more.
 *
 * @param <T> the type of the result
 */
public final class Task<T extends @Nullable Object> extends CompletableFuture<T>
    implements Completable<T> {
  private static final long FOR_EVER_NANOS = Long.MAX_VALUE / 2;

  private final @Nullable Work work;

  /** Whether it is a stage of another: then an error is wrapped once more inside. */
  private final boolean derived;

  // Both volatile: readers on any thread.
  /** Whether a reader has ended it, or tried: then the work's own outcome comes too late, and that is no bug. */
  private volatile boolean endedByReader;

  private volatile @Nullable String id;

  Task() {
    this(null, false);
  }

  private Task(@Nullable Work work, boolean derived) {
    this.work = work;
    this.derived = derived;
  }

  /** One that whoever it is handed to will {@link #complete(Object, Throwable)}, once, from any thread. */
  public static <T extends @Nullable Object> Task<T> promise() {
    return new Task<>();
  }

  /** One that this work will complete, and which tells how far that is. */
  public static <T extends @Nullable Object> Task<T> promise(Work work) {
    return new Task<>(work, false);
  }

  /** For stages, so that they refuse an event loop too. */
  @Override
  public <U> CompletableFuture<U> newIncompleteFuture() {
    return new Task<>(null, true);
  }

  // The producer's end ------------------------------------------------------------------------

  /** The work's outcome; without effect if a reader has ended the task. */
  @Override
  public void complete(T value, @Nullable Throwable failure) {
    boolean first = failure == null ? super.complete(value) : super.completeExceptionally(failure);
    if (!first && !endedByReader) {
      throw new IllegalStateException("the task was completed twice");
    }
  }

  // What it is --------------------------------------------------------------------------------

  /** Tells it from all others, and cannot be guessed; made when it is first asked for. */
  public String id() {
    String made = id;
    if (made == null) {
      // Two threads may ask at once, and get the same.
      synchronized (this) {
        made = id;
        if (made == null) {
          made = UUID.randomUUID().toString();
          id = made;
        }
      }
    }
    return made;
  }

  /** How far it is. */
  public TaskStatus status() {
    return switch (state()) {
      case SUCCESS -> TaskStatus.SUCCEEDED;
      case FAILED -> TaskStatus.FAILED;
      case CANCELLED -> TaskStatus.CANCELLED;
      case RUNNING -> work == null || work.hasBegun() ? TaskStatus.RUNNING : TaskStatus.QUEUED;
    };
  }

  /** What its work last said; the whole once it has succeeded. */
  public Progress progress() {
    Progress said = work == null ? Progress.NONE : work.progress();
    return state() == State.SUCCESS ? new Progress(1, said.note()) : said;
  }

  /** The work's own error, if it is over and failed or was cancelled. */
  public @Nullable Throwable error() {
    if (!isCompletedExceptionally()) {
      return null;
    }
    Throwable error = this.<@Nullable Throwable>handle((value, thrown) -> thrown).getNow(null);
    return derived && error instanceof CompletionException && error.getCause() != null
        ? error.getCause()
        : error;
  }

  @Override
  public Throwable exceptionNow() {
    Throwable own = state() == State.FAILED ? error() : null;
    return own == null ? super.exceptionNow() : own;
  }

  // Waiting -----------------------------------------------------------------------------------

  /**
   * Waits for the value, or throws the error as it is, checked or not. The work goes on after a time-out.
   *
   * @param timeout how long to wait, by a positive time
   * @throws TimedOut if there was no outcome in time
   * @throws InterruptedException if the caller was interrupted
   * @throws IllegalStateException on an event loop, which must not block
   */
  public T get(Duration timeout) throws InterruptedException {
    try {
      settle("get", TimeUnit.NANOSECONDS.convert(timeout));
    } catch (TimeoutException late) {
      throw new TimedOut(timeout);
    }
    return asItIs();
  }

  /** {@link #get(Duration)} without end, for straight-line code; an interruption is thrown as it is, too. */
  public T await() {
    try {
      settle("await");
    } catch (InterruptedException stopped) {
      throw Errors.<RuntimeException>rethrow(stopped);
    }
    return asItIs();
  }

  @Override
  public T get() throws InterruptedException, ExecutionException {
    settle("get");
    Throwable error = error();
    if (error == null || error instanceof CancellationException) {
      return asItIs();
    }
    throw new ExecutionException(error);
  }

  @Override
  public T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    settle("get", unit.toNanos(timeout));
    return get();
  }

  @Override
  public T join() {
    if (!isDone()) {
      refuseToBlock("join");
      if (isOnVirtualThreadOfVertx()) {
        over().await();
      } else {
        joinInTheUsualWay();
      }
    }
    Throwable error = error();
    if (error == null || error instanceof CancellationException) {
      return asItIs();
    }
    throw new CompletionException(error);
  }

  private void joinInTheUsualWay() {
    try {
      super.join();
    } catch (CompletionException | CancellationException failed) {
      // It is over, and the caller asks for the error itself.
    }
  }

  private void settle(String what) throws InterruptedException {
    try {
      settle(what, FOR_EVER_NANOS);
    } catch (TimeoutException after146Years) {
      throw new TimedOut(Duration.ofNanos(FOR_EVER_NANOS));
    }
  }

  private void settle(String what, long nanos) throws InterruptedException, TimeoutException {
    if (isDone()) {
      return;
    }
    refuseToBlock(what);
    if (isOnVirtualThreadOfVertx()) {
      over().await(Math.min(nanos, FOR_EVER_NANOS), TimeUnit.NANOSECONDS);
      return;
    }
    try {
      super.get(nanos, TimeUnit.NANOSECONDS);
    } catch (ExecutionException | CancellationException failed) {
      // It is over, and the caller asks for the error itself.
    }
  }

  private static void refuseToBlock(String what) {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          what
              + " blocks its caller, and "
              + Thread.currentThread().getName()
              + " is an event loop: chain with thenApply or toVertx, or run the code on a virtual"
              + " thread");
    }
  }

  /** There, blocking the usual way would keep the others of its context from running. */
  private static boolean isOnVirtualThreadOfVertx() {
    return Thread.currentThread().isVirtual() && Vertx.currentContext() != null;
  }

  private Future<Void> over() {
    Promise<Void> over = Promise.promise();
    var unused = whenComplete((value, error) -> over.complete());
    return over.future();
  }

  private T asItIs() {
    Throwable error = error();
    if (error != null) {
      throw Errors.<RuntimeException>rethrow(error);
    }
    return super.join();
  }

  /**
   * The same outcome as a Vert.x future. Its listeners run on the context where this is called; if that is none, on the thread
   * that completes the task.
   */
  public Future<T> toVertx() {
    Promise<T> promise = Promise.promise();
    Context here = Vertx.currentContext();
    if (here == null || isDone()) {
      var unused = whenComplete((value, thrown) -> promise.complete(value, error()));
    } else {
      var unused =
          whenComplete(
              (value, thrown) -> here.runOnContext(on -> promise.complete(value, error())));
    }
    return promise.future();
  }

  // Ended by a reader -------------------------------------------------------------------------

  /**
   * Ends the task as cancelled, and tells its work that it is not wanted any more. What has begun ends as soon as it heeds
   * that; nobody can call back what was sent.
   */
  @Override
  public boolean cancel(boolean mayInterruptIfRunning) {
    endedByReader = true;
    boolean before = isDone();
    boolean cancelled = super.cancel(mayInterruptIfRunning);
    return abandonIf(cancelled && !before) || cancelled;
  }

  @Override
  public boolean complete(T value) {
    endedByReader = true;
    return abandonIf(super.complete(value));
  }

  @Override
  public boolean completeExceptionally(Throwable error) {
    endedByReader = true;
    return abandonIf(super.completeExceptionally(error));
  }

  private boolean abandonIf(boolean ended) {
    if (ended && work != null) {
      work.abandon();
    }
    return ended;
  }

  /** Not supported: an outcome that was read stays what it was. */
  @Override
  public void obtrudeValue(T value) {
    throw new UnsupportedOperationException("a task's outcome is not replaced");
  }

  /** Not supported: an outcome that was read stays what it was. */
  @Override
  public void obtrudeException(Throwable error) {
    throw new UnsupportedOperationException("a task's outcome is not replaced");
  }
}
