package io.roundtrip.task;

import io.roundtrip.future.Progress;
import io.roundtrip.future.Task;
import io.roundtrip.future.Work;
import io.vertx.core.Context;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tasks with one end: no child outlives the group, and the first failure cancels the others. Thread-safe, because what it
 * knows of its children is under its lock.
 *
 * {@snippet :
 * try (TaskGroup group = Tasks.group()) {
 *   Task<User> user = group.run(AsyncOperation.blocking(() -> findUser(id)));
 *   Task<List<Order>> orders = group.run(AsyncOperation.blocking(() -> findOrders(id)));
 *   group.join(); // both, or the first error
 *   return new Account(user.resultNow(), orders.resultNow());
 * }
 * }
 *
 * <p>A child that is cancelled by itself is no failure. A group ends when the <em>operations</em> of its children have ended,
 * and not when their tasks have an outcome: one that does not heed its cancellation holds it up.
 */
public final class TaskGroup implements AutoCloseable {
  private final TaskRunner runner;
  private final Scope scope = new Scope();
  private final Task<@Nullable Void> joined = Task.promise(scope);

  /** As {@link #joined}, but nobody else has it, and so nobody ends it before it is so. */
  private final Task<@Nullable Void> end = Task.promise();

  // Under this object's lock: children come and end on any thread.
  private final Set<Run<?>> open = new HashSet<>();
  private @Nullable Throwable failure;
  private boolean cancelled;
  private boolean sealed;
  private boolean over;

  TaskGroup(TaskRunner runner) {
    this.runner = runner;
  }

  /**
   * Begins a child. In a group that was cancelled, or has failed, the child is cancelled at once.
   *
   * @throws IllegalStateException if the group was joined or closed before
   */
  public <T extends @Nullable Object> Task<T> run(AsyncOperation<T> operation) {
    return begin(operation, null);
  }

  /** {@link #run(AsyncOperation)}, which fails with {@link io.roundtrip.future.TimedOut} after so long. */
  public <T extends @Nullable Object> Task<T> run(AsyncOperation<T> operation, Duration timeout) {
    return begin(operation, timeout);
  }

  private <T extends @Nullable Object> Task<T> begin(
      AsyncOperation<T> operation, @Nullable Duration timeout) {
    Run<T> run = Run.of(runner, operation, this::onEnded, timeout);
    boolean late;
    synchronized (this) {
      if (sealed) {
        throw new IllegalStateException("the group was joined or closed: begin its tasks before");
      }
      late = cancelled;
      if (!late) {
        open.add(run);
      }
    }
    if (late) {
      run.cancel();
    } else {
      var unused = run.task().whenComplete((value, error) -> onOutcome(error));
      runner.offer(run);
    }
    return run.task();
  }

  private void onOutcome(@Nullable Throwable error) {
    if (error == null || error instanceof CancellationException) {
      return;
    }
    synchronized (this) {
      if (failure == null && !cancelled) {
        failure = error;
      }
    }
    cancel();
  }

  private void onEnded(Run<?> run) {
    synchronized (this) {
      open.remove(run);
    }
    tellIfOver();
  }

  /** Cancels every child, now and later. From any thread; may be called again. */
  public void cancel() {
    List<Run<?>> all;
    synchronized (this) {
      cancelled = true;
      all = List.copyOf(open);
    }
    all.forEach(Run::cancel);
  }

  /**
   * Takes no more children, and has an outcome when the last of them has ended: the first failure, a {@link
   * CancellationException} if the group was cancelled, or none. To cancel this task is to cancel the group. From any thread; for
   * an event loop the way to wait.
   */
  public Task<@Nullable Void> joined() {
    seal();
    return joined;
  }

  private void seal() {
    synchronized (this) {
      sealed = true;
    }
    tellIfOver();
  }

  /**
   * {@link #joined}, waited for. The first failure is thrown as it is, checked or not.
   *
   * @throws InterruptedException if the caller was interrupted; the children go on until the group is closed
   * @throws IllegalStateException on an event loop, which must not block
   */
  public void join() throws InterruptedException {
    joined().get(Duration.ofSeconds(Long.MAX_VALUE));
  }

  /**
   * Cancels what still runs, and waits until none does.
   *
   * @throws IllegalStateException on an event loop, if a child still runs: there, wait for {@link #joined} first
   */
  @Override
  public void close() {
    cancel();
    seal();
    if (!end.isDone()) {
      if (Context.isOnEventLoopThread()) {
        throw new IllegalStateException(
            "closing a group blocks its caller while children run, and "
                + Thread.currentThread().getName()
                + " is an event loop: go on from joined()");
      }
      end.handle((value, error) -> true).join();
    }
  }

  private void tellIfOver() {
    Throwable error;
    synchronized (this) {
      if (!sealed || over || !open.isEmpty()) {
        return;
      }
      over = true;
      error =
          failure == null && cancelled
              ? new CancellationException("the group was cancelled")
              : failure;
    }
    end.complete(null, error);
    joined.complete(null, error);
  }

  /** {@link #joined}, with a value if nothing failed; to cancel this task is to cancel the group, too. */
  <T extends @Nullable Object> Task<T> joinedAs(Supplier<T> value) {
    Task<T> task = Task.promise(scope);
    var unused = end.whenComplete((none, error) -> pass(value, error, task));
    seal();
    return task;
  }

  private static <T extends @Nullable Object> void pass(
      Supplier<T> value, @Nullable Throwable error, Task<T> to) {
    if (error != null) {
      to.fail(error);
      return;
    }
    T made;
    try {
      made = value.get();
    } catch (RuntimeException cancelledByItself) {
      to.fail(cancelledByItself);
      return;
    }
    to.succeed(made);
  }

  /** What the group's tasks are the outcome of. */
  private final class Scope implements Work {
    @Override
    public boolean hasBegun() {
      return true;
    }

    @Override
    public Progress progress() {
      return Progress.NONE;
    }

    @Override
    public void abandon() {
      cancel();
    }
  }
}
