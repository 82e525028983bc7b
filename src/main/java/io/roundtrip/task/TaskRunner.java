package io.roundtrip.task;

import io.roundtrip.future.Await;
import io.roundtrip.future.Task;
import io.roundtrip.future.TaskStatus;
import io.roundtrip.metrics.TaskFigures;
import io.roundtrip.reactor.Offered;
import io.roundtrip.reactor.Priority;
import io.roundtrip.reactor.Reactor;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs operations on one event loop, for callers on any thread. Thread-safe, because it hands everything over to that loop
 * through a {@link Reactor}'s queue, and what it keeps for itself is atomic or volatile.
 *
 * <p>At most {@value #MOST_OPEN} tasks are open at a time, waiting and running together; one more fails with {@link
 * TaskRefused}. {@link Tasks} makes one, and has the same methods for those that need none of their own.
 */
public final class TaskRunner implements AutoCloseable {
  /** How many tasks may be open at a time. */
  public static final int MOST_OPEN = 65_536;

  private static final Logger LOG = LoggerFactory.getLogger(TaskRunner.class);
  private static final long LOOK_MILLIS = 5;
  private static final long SWEEP_MILLIS = 1_000;

  /** How long cancelled operations may take to heed it before the runner goes without them. */
  private static final Duration WIND_DOWN = Duration.ofSeconds(1);

  private final Vertx vertx;
  private final Guest guest = new Guest();
  private final Future<Seat> placed;
  private final Function<Deployable, Future<?>> ending;
  private final TaskMeter meter = new TaskMeter(MOST_OPEN);
  private final Run.Line running = new Run.Line();
  private final Promise<Void> idle = Promise.promise();
  private final TaskBook book;

  // Volatile and atomic: any thread hands tasks over, and who closes it first is who does that.
  private volatile @Nullable Seat seat;
  private volatile boolean closed;
  private volatile boolean cancelling;
  private final AtomicReference<@Nullable Future<Void>> stopping = new AtomicReference<>();

  /** Where it runs. */
  private record Seat(Reactor reactor, int core, Thread loop) {
    Context context() {
      return reactor.core(core);
    }
  }

  private TaskRunner(
      Vertx vertx,
      Supplier<Future<Reactor>> reactor,
      int core,
      TaskBook book,
      Function<Deployable, Future<?>> ending) {
    this.vertx = vertx;
    this.book = book;
    this.ending = ending;
    // Composed, so that a Vert.x that is closed is a failure like others.
    this.placed =
        Future.succeededFuture()
            .compose(begin -> reactor.get())
            .compose(
                at -> at.deploy(core, () -> guest).map(there -> new Seat(at, core, there.loop())));
    placed.onSuccess(at -> seat = at);
  }

  static TaskRunner owning(Vertx vertx) {
    return new TaskRunner(
        vertx, () -> Reactor.on(vertx, 1), 0, new TaskBook(), guest -> vertx.close());
  }

  static TaskRunner in(Vertx vertx) {
    Promise<Reactor> reactor = Promise.promise();
    return new TaskRunner(
        vertx,
        () -> Reactor.on(vertx, 1).onComplete(reactor),
        0,
        new TaskBook(),
        guest -> reactor.future().compose(Reactor::shutdown));
  }

  static TaskRunner at(Reactor reactor, int core, TaskBook book) {
    return new TaskRunner(
        reactor.vertx(),
        () -> Future.succeededFuture(reactor),
        core,
        book,
        guest -> reactor.undeploy(core, guest));
  }

  /** Its life on the loop: it ends with the core that it is on. */
  private final class Guest implements Deployable {
    private @Nullable Thread loop;
    private long sweeper;

    @Override
    public Future<?> deploy(Context context) {
      loop = Thread.currentThread();
      sweeper = context.owner().setPeriodic(SWEEP_MILLIS, due -> book.sweep());
      return Future.succeededFuture();
    }

    @Override
    public Future<?> undeploy(Context context) {
      context.owner().cancelTimer(sweeper);
      closed = true;
      cancelAll();
      idle.tryComplete();
      return Future.succeededFuture();
    }

    Thread loop() {
      if (loop == null) {
        throw new IllegalStateException("not deployed yet");
      }
      return loop;
    }
  }

  // Tasks -------------------------------------------------------------------------------------

  /** Runs the operation. From any thread, and always at once: what waits is the task. */
  public <T extends @Nullable Object> Task<T> run(AsyncOperation<T> operation) {
    return begin(operation, null);
  }

  /**
   * {@link #run(AsyncOperation)}, whose task fails with {@link io.roundtrip.future.TimedOut} after so long, waiting included.
   * The operation is then told that it is not wanted.
   *
   * @param timeout a positive time
   */
  public <T extends @Nullable Object> Task<T> run(AsyncOperation<T> operation, Duration timeout) {
    return begin(operation, timeout);
  }

  private <T extends @Nullable Object> Task<T> begin(
      AsyncOperation<T> operation, @Nullable Duration timeout) {
    Run<T> run = Run.of(this, operation, null, timeout);
    offer(run);
    return run.task();
  }

  /**
   * Runs the operation and waits for its value, or throws its error as it is, checked or not. What is not over in time, or
   * when the caller is interrupted, is cancelled.
   *
   * @throws io.roundtrip.future.TimedOut if there was no outcome in time
   * @throws InterruptedException if the caller was interrupted
   * @throws IllegalStateException on an event loop, which must not block; the operation is not begun then
   */
  public <T extends @Nullable Object> T call(AsyncOperation<T> operation, Duration timeout)
      throws InterruptedException {
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          "call blocks its caller, and "
              + Thread.currentThread().getName()
              + " is an event loop: use run, and chain with thenApply or toVertx");
    }
    Task<T> task = run(operation);
    try {
      return task.get(timeout);
    } finally {
      if (!task.isDone()) {
        task.cancel(true);
      }
    }
  }

  /**
   * Runs all of them at once. The task has their values in the order of the operations; or the first error, and then the others
   * are cancelled. Either way it is over when all have ended.
   */
  public <T extends @Nullable Object> Task<List<T>> runAll(
      List<? extends AsyncOperation<T>> operations) {
    TaskGroup group = group();
    List<Task<T>> tasks = new ArrayList<>(operations.size());
    for (AsyncOperation<T> operation : operations) {
      tasks.add(group.run(operation));
    }
    return group.joinedAs(() -> tasks.stream().map(Task::join).toList());
  }

  /** Runs an operation of which nobody wants to hear; its failure is logged as a warning, and counted. */
  public <T extends @Nullable Object> Offered fireAndForget(AsyncOperation<T> operation) {
    return fireAndForget(operation, TaskRunner::warn);
  }

  private static void warn(Throwable error) {
    LOG.warn("a task that nobody waits for has failed", error);
  }

  /**
   * Runs an operation for which nobody waits.
   *
   * @param onFailure told its error, on the thread that the operation failed on
   */
  public <T extends @Nullable Object> Offered fireAndForget(
      AsyncOperation<T> operation, Consumer<? super Throwable> onFailure) {
    return offer(Run.unheard(this, operation, onFailure));
  }

  /** A group whose children run here. */
  public TaskGroup group() {
    return new TaskGroup(this);
  }

  /** What it has done. */
  public TaskFigures figures() {
    return meter.figures(book.size());
  }

  /** Its tasks that can be asked for by their id: those that were put there by {@link TaskBook#keep}. */
  public TaskBook book() {
    return book;
  }

  /** The Vert.x whose loop it uses. */
  public Vertx vertx() {
    return vertx;
  }

  // To the loop -------------------------------------------------------------------------------

  /** Lets a run in and sends it to the loop. */
  Offered offer(Run<?> run) {
    if (closed) {
      meter.onRefused();
      run.turnAway(TaskRefused.closed());
      return Offered.STOPPED;
    }
    if (!meter.tryOpen()) {
      run.turnAway(TaskRefused.full());
      return Offered.FULL;
    }
    Seat at = seat;
    if (at != null) {
      return handOver(at, run);
    }
    placed.onComplete(
        (there, failure) -> {
          if (failure == null) {
            handOver(there, run);
          } else {
            run.refuse(TaskRefused.closed());
          }
        });
    return Offered.ACCEPTED;
  }

  private static Offered handOver(Seat at, Run<?> run) {
    Offered offered = at.reactor.offer(at.core, Priority.NORMAL, run);
    switch (offered) {
      case ACCEPTED -> {}
      case FULL -> run.refuse(TaskRefused.full());
      case STOPPED -> run.refuse(TaskRefused.closed());
    }
    return offered;
  }

  /** Does it on the loop; not at all once that is gone. From any thread. */
  void onLoop(Runnable action) {
    placed.onSuccess(at -> onLoop(at, action));
  }

  private static void onLoop(Seat at, Runnable action) {
    try {
      at.context().runOnContext(on -> action.run());
    } catch (RejectedExecutionException gone) {
      LOG.debug("the loop of the tasks is gone core={}", at.core);
    }
  }

  // What runs tell ----------------------------------------------------------------------------

  /** Whether it takes no more tasks. */
  boolean isClosed() {
    return closed;
  }

  boolean isCancelling() {
    return cancelling;
  }

  /** Those that have begun; the loop's. */
  Run.Line running() {
    return running;
  }

  /** On the loop. */
  void onBegun(Run<?> run) {
    meter.onBegun();
    running.add(run);
  }

  /** On any thread. */
  void onEnded(Run<?> run, boolean hadBegun, TaskStatus outcome) {
    meter.onOutcome(outcome);
    meter.onEnded(hadBegun);
    Seat at = seat;
    if (!hadBegun || at == null) {
      return;
    }
    if (Thread.currentThread() == at.loop) {
      run.leave();
    } else if (at.reactor.offer(at.core, Priority.NORMAL, run) == Offered.FULL) {
      onLoop(at, run);
    }
  }

  // The end -----------------------------------------------------------------------------------

  /**
   * Takes no more tasks, gives those that are open so long to end, then cancels them, and ends. From any thread; a second call
   * brings the first one's future.
   *
   * @param grace zero or more
   */
  public Future<Void> shutdown(Duration grace) {
    Promise<Void> stopped = Promise.promise();
    Future<Void> first = stopping.compareAndExchange(null, stopped.future());
    if (first != null) {
      return first;
    }
    closed = true;
    placed
        .onFailure(nowhere -> idle.tryComplete())
        .onSuccess(at -> windDown(at, TimeUnit.NANOSECONDS.convert(grace)));
    idle.future().transform(quiet -> end()).<Void>mapEmpty().onComplete(stopped::handle);
    return stopped.future();
  }

  private Future<?> end() {
    try {
      return ending.apply(guest);
    } catch (RejectedExecutionException gone) {
      // The loop ended before, and the guest with it.
      return Future.succeededFuture();
    }
  }

  private void windDown(Seat at, long graceNanos) {
    long now = System.nanoTime();
    long patience = Math.min(graceNanos, Long.MAX_VALUE / 4);
    onLoop(at, () -> look(now + patience, now + patience + WIND_DOWN.toNanos()));
  }

  private void look(long cancelAt, long leaveAt) {
    long now = System.nanoTime();
    if (meter.open() == 0 || now - leaveAt >= 0) {
      if (meter.open() > 0) {
        LOG.warn("operations that do not heed their cancellation are left tasks={}", meter.open());
      }
      idle.tryComplete();
      return;
    }
    if (!cancelling && now - cancelAt >= 0) {
      cancelAll();
    }
    vertx.setTimer(LOOK_MILLIS, fired -> look(cancelAt, leaveAt));
  }

  private void cancelAll() {
    cancelling = true;
    running.cancel();
  }

  /** {@link #shutdown} without grace, waited for unless the caller is an event loop. */
  @Override
  public void close() {
    Future<Void> gone = shutdown(Duration.ZERO);
    if (!Context.isOnEventLoopThread()) {
      Await.await(gone);
    }
  }
}
