package io.roundtrip.task;

import io.roundtrip.future.Progress;
import io.roundtrip.future.Task;
import io.roundtrip.future.TaskStatus;
import io.roundtrip.future.TimedOut;
import io.roundtrip.future.Timers;
import io.roundtrip.future.Work;
import io.roundtrip.reactor.Queued;
import io.roundtrip.reactor.ReactorStopped;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An operation on its way: the entry in the loop's queue, what the operation is told about itself, and what listens to its
 * future, in one object. Thread-safe, because what several threads touch is volatile or under its lock; the rest belongs to
 * the runner's loop.
 *
 * <p>It goes to the loop to begin, and once more to leave the list of those that have begun, if it ended elsewhere.
 */
final class Run<T extends @Nullable Object> implements Queued, TaskContext, Completable<T>, Work {
  private final TaskRunner runner;

  /** Null once it has begun or ended: what it holds (a request, say) is not kept for as long as its task is. The loop's. */
  private @Nullable AsyncOperation<T> operation;

  /** Null if nobody waits for it: then {@link #onFailure} is there. */
  private final @Nullable Task<T> task;

  private final @Nullable Consumer<? super Throwable> onFailure;
  private final @Nullable RunEnd listener;
  private final @Nullable Duration timeout;
  private final long deadlineNanos;

  // Volatile: written by the loop or by who cancels, read by any thread.
  private volatile boolean begun;
  private volatile boolean cancelled;
  private volatile boolean ended;
  private volatile Progress progress = Progress.NONE;

  // Under this object's lock, since they are added and taken from any thread.
  private @Nullable List<Runnable> whenCancelled;

  // The loop's.
  private @Nullable Run<?> previous;
  private @Nullable Run<?> next;
  private long timer = -1;

  private Run(
      TaskRunner runner,
      AsyncOperation<T> operation,
      @Nullable Consumer<? super Throwable> onFailure,
      @Nullable RunEnd listener,
      @Nullable Duration timeout) {
    this.runner = runner;
    this.operation = operation;
    this.onFailure = onFailure;
    this.listener = listener;
    this.timeout = timeout;
    this.deadlineNanos = timeout == null ? 0 : System.nanoTime() + nanos(timeout);
    this.task = onFailure == null ? Task.promise(this) : null;
  }

  /** One that somebody waits for. */
  static <T extends @Nullable Object> Run<T> of(
      TaskRunner runner,
      AsyncOperation<T> operation,
      @Nullable RunEnd listener,
      @Nullable Duration timeout) {
    return new Run<>(runner, operation, null, listener, timeout);
  }

  /** One that nobody waits for. */
  static <T extends @Nullable Object> Run<T> unheard(
      TaskRunner runner, AsyncOperation<T> operation, Consumer<? super Throwable> onFailure) {
    return new Run<>(runner, operation, onFailure, null, null);
  }

  private static long nanos(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("a task's timeout must be positive, got " + timeout);
    }
    return Math.min(TimeUnit.NANOSECONDS.convert(timeout), Long.MAX_VALUE / 2);
  }

  /** Its outcome. */
  Task<T> task() {
    if (task == null) {
      throw new IllegalStateException("nobody waits for it");
    }
    return task;
  }

  // On the loop -------------------------------------------------------------------------------

  @Override
  public void run() {
    AsyncOperation<T> begins = operation;
    operation = null;
    if (ended || begins == null) {
      leave();
      return;
    }
    if (runner.isCancelling()) {
      cancel();
    }
    if (timeout != null && deadlineNanos - System.nanoTime() <= 0) {
      onTimeout(timeout);
    }
    if (cancelled) {
      end();
      return;
    }
    begun = true;
    runner.onBegun(this);
    if (timeout != null) {
      Duration left = Duration.ofNanos(deadlineNanos - System.nanoTime());
      long millis = Timers.wholeMillis(left.isNegative() ? Duration.ZERO : left);
      timer = vertx().setTimer(millis, fired -> onTimeout(timeout));
    }
    start(begins);
  }

  private void start(AsyncOperation<T> begins) {
    Future<T> future;
    try {
      future = begins.start(this);
      if (future == null) {
        throw new NullPointerException("the operation returned no future");
      }
    } catch (Throwable thrown) {
      fail(thrown);
      return;
    }
    future.onComplete(this);
  }

  private void onTimeout(Duration limit) {
    if (task != null) {
      task.completeExceptionally(new TimedOut(limit));
    }
  }

  /** Out of the list of those that have begun. */
  void leave() {
    if (timer >= 0) {
      vertx().cancelTimer(timer);
      timer = -1;
    }
    runner.running().remove(this);
  }

  @Override
  public void onNotRun(ReactorStopped why) {
    if (ended) {
      leave();
    } else {
      refuse(TaskRefused.closed());
    }
  }

  // Over, on any thread -----------------------------------------------------------------------

  /** What the operation's future came to. */
  @Override
  public void complete(T value, @Nullable Throwable failure) {
    try {
      if (task != null) {
        task.complete(value, failure);
      } else if (failure != null && onFailure != null && !cancelled) {
        onFailure.accept(failure);
      }
    } finally {
      end(failure);
    }
  }

  /** It will not begin. */
  void refuse(TaskRefused why) {
    if (task != null) {
      task.fail(why);
    }
    end(why);
  }

  /** It was not let in, and so not counted. */
  void turnAway(TaskRefused why) {
    ended = true;
    if (task != null) {
      task.fail(why);
    }
    tellListener();
  }

  private void end() {
    end(null);
  }

  private void end(@Nullable Throwable failure) {
    ended = true;
    runner.onEnded(this, begun, outcome(failure));
    tellListener();
  }

  private void tellListener() {
    if (listener != null) {
      listener.onEnded(this);
    }
  }

  private TaskStatus outcome(@Nullable Throwable failure) {
    if (task != null) {
      return task.status();
    }
    if (cancelled) {
      return TaskStatus.CANCELLED;
    }
    return failure == null ? TaskStatus.SUCCEEDED : TaskStatus.FAILED;
  }

  // What the task asks ------------------------------------------------------------------------

  @Override
  public boolean hasBegun() {
    return begun;
  }

  @Override
  public Progress progress() {
    return progress;
  }

  /** The runner or its group does not want it any more. */
  void cancel() {
    if (task == null) {
      abandon();
    } else {
      task.cancel(true);
    }
  }

  @Override
  public void abandon() {
    List<Runnable> actions;
    synchronized (this) {
      cancelled = true;
      actions = whenCancelled;
      whenCancelled = null;
    }
    if (actions != null) {
      actions.forEach(this::doOnLoop);
    }
  }

  private void doOnLoop(Runnable action) {
    runner.onLoop(
        () -> {
          if (!ended) {
            action.run();
          }
        });
  }

  // What the operation asks -------------------------------------------------------------------

  @Override
  public void progress(double fraction, String note) {
    progress = new Progress(fraction, note);
  }

  @Override
  public boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void onCancel(Runnable action) {
    synchronized (this) {
      if (!cancelled) {
        if (whenCancelled == null) {
          whenCancelled = new ArrayList<>(1);
        }
        whenCancelled.add(action);
        return;
      }
    }
    doOnLoop(action);
  }

  @Override
  public Vertx vertx() {
    return runner.vertx();
  }

  /** Those that have begun and not ended, in no order. Confined to the runner's loop. */
  static final class Line {
    private @Nullable Run<?> first;

    void add(Run<?> run) {
      run.next = first;
      if (first != null) {
        first.previous = run;
      }
      first = run;
    }

    /** Takes it out; without effect if it is out. */
    void remove(Run<?> run) {
      Run<?> before = run.previous;
      Run<?> after = run.next;
      if (before != null) {
        before.next = after;
      } else if (first == run) {
        first = after;
      } else {
        return;
      }
      if (after != null) {
        after.previous = before;
      }
      run.previous = null;
      run.next = null;
    }

    /** Cancels all. */
    void cancel() {
      List<Run<?>> all = new ArrayList<>();
      for (Run<?> run = first; run != null; run = run.next) {
        all.add(run);
      }
      all.forEach(Run::cancel);
    }
  }
}
