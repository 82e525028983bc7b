package io.roundtrip.reactor;

import io.roundtrip.future.Await;
import io.roundtrip.future.LoopFuture;
import io.roundtrip.future.Task;
import io.roundtrip.future.Timers;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Event loops as numbered cores, on which code runs by request. Thread-safe, because all it holds is immutable but for the
 * one future of its shutdown, and cores take tasks from any thread.
 *
 * {@snippet :
 * // On core 0: ask core 1, and go on here with its answer.
 * reactor.submitTo(1, table, Table::size).then(size -> "core 1 has " + size);
 * }
 *
 * <p>Methods that return a {@link LoopFuture} are for event loops, of this Vert.x or another, and complete it there; {@link
 * #taskOn} is for every other thread. Those that speak of the calling core throw an {@link IllegalStateException} elsewhere.
 *
 * <p>A core's queue takes {@value TaskQueue#MOST_WAITING} tasks of each priority; one more is refused with {@link CoreBusy}.
 * Tasks run in turns of half a millisecond, and the loop's I/O and timers have theirs about every two milliseconds, as long
 * as no single task is longer than that. HIGH goes before NORMAL before IDLE, but a NORMAL task waits for at most {@value
 * TaskQueue#HIGHS_IN_A_ROW} HIGH ones at the head of its line, an IDLE one for at most {@value
 * TaskQueue#OTHERS_IN_A_ROW} others.
 */
public final class Reactor {
  private final Vertx vertx;
  private final boolean ownVertx;
  private final List<Core> cores;
  private final List<String> deployments;

  // Atomic: whoever shuts it down first, from any thread, is who does it.
  private final AtomicReference<@Nullable Future<Void>> stopping = new AtomicReference<>();

  private Reactor(Vertx vertx, boolean ownVertx, Placing placed) {
    this.vertx = vertx;
    this.ownVertx = ownVertx;
    this.cores = placed.cores();
    this.deployments = placed.deployments();
  }

  // Begun and ended ---------------------------------------------------------------------------

  /**
   * Makes a Vert.x of its own with so many event loops, a core on each, and waits until they are there. Not from an event
   * loop.
   *
   * @param cores one or more
   */
  public static Reactor initialize(int cores) {
    expectCores(cores);
    if (Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          "Reactor.initialize blocks; from an event loop use Reactor.on(vertx, cores)");
    }
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(cores));
    try {
      return Await.await(place(vertx, true, cores));
    } catch (RuntimeException failure) {
      Await.await(vertx.close());
      throw failure;
    }
  }

  /**
   * Puts cores on the event loops of a Vert.x, one on each, on so many of them or on all it has. {@link #shutdown} leaves
   * the Vert.x running; where its owner closes it first, the reactor ends with it.
   *
   * @param cores one or more
   */
  public static Future<Reactor> on(Vertx vertx, int cores) {
    expectCores(cores);
    return place(vertx, false, cores);
  }

  private static Future<Reactor> place(Vertx vertx, boolean ownVertx, int cores) {
    return new Placing(vertx, cores).start().map(placed -> new Reactor(vertx, ownVertx, placed));
  }

  private static void expectCores(int cores) {
    if (cores < 1) {
      throw new IllegalArgumentException("a reactor has at least one core, got " + cores);
    }
  }

  /**
   * Stops every core, and the Vert.x if it is the reactor's own. From any thread; may be called more than once.
   *
   * <p>From now on tasks are refused. What is queued is not run: whoever waits for it gets {@link ReactorStopped}, as does
   * whoever waits for a task that has begun and has not ended ({@link ReactorStopped#begun}), and who sleeps. Timers end
   * unheard. Tasks that nobody waits for ({@link #offer}) are counted in the log. Then the verticles are taken down, on each
   * core the last first.
   */
  public Future<Void> shutdown() {
    Promise<Void> stopped = Promise.promise();
    Future<Void> first = stopping.compareAndExchange(null, stopped.future());
    if (first != null) {
      return first;
    }
    cores.forEach(Core::refuse);
    // Composed, so that an undeployment that throws (the Vert.x may be closed) does not keep the
    // rest.
    Future.succeededFuture()
        .compose(begin -> Future.join(deployments.stream().map(vertx::undeploy).toList()))
        .transform(ended -> ownVertx ? vertx.close() : Future.succeededFuture())
        .<Void>mapEmpty()
        .onComplete(stopped::handle);
    return stopped.future();
  }

  // Cores -------------------------------------------------------------------------------------

  /** The Vert.x it runs on. */
  public Vertx vertx() {
    return vertx;
  }

  /** How many cores there are. */
  public int numCores() {
    return cores.size();
  }

  /** The core whose loop the caller is on, or -1 if it is on none of this reactor's. */
  public int currentCore() {
    Thread caller = Thread.currentThread();
    for (int i = 0; i < cores.size(); i++) {
      if (cores.get(i).loop() == caller) {
        return i;
      }
    }
    return -1;
  }

  /** The Vert.x context of a core. */
  public Context core(int core) {
    return at(core).context();
  }

  /**
   * How late the core's loop ran a timer at worst, in the last one to two minutes or right now, in nanoseconds. From any
   * thread.
   */
  public long lagNanos(int core) {
    return at(core).lag().worstNanos();
  }

  /** The worst {@link #lagNanos} of all cores. */
  public long worstLagNanos() {
    long worst = 0;
    for (Core core : cores) {
      worst = Math.max(worst, core.lag().worstNanos());
    }
    return worst;
  }

  /** Creates a verticle on the core's loop and deploys it on the core's context; it is taken down with the core at the latest. */
  public <T extends Deployable> Future<T> deploy(int core, Supplier<T> verticle) {
    Core to = at(core);
    return to.isStopped()
        ? Future.failedFuture(ReactorStopped.notRun(core))
        : to.guests().deploy(verticle);
  }

  /** Takes a verticle down that was deployed on the core. */
  public Future<?> undeploy(int core, Deployable verticle) {
    return at(core).guests().undeploy(verticle);
  }

  // Tasks -------------------------------------------------------------------------------------

  /**
   * Runs the task on the core's loop and brings its result back to the caller's: at once and without garbage if that is the
   * core, else through its queue as {@link Priority#NORMAL}. What the task throws is the future's error.
   */
  public <T extends @Nullable Object> LoopFuture<T> submitTo(int core, Supplier<? extends T> task) {
    return submitTo(core, task, Supplier::get);
  }

  /** {@link #submitTo(int, Supplier)} with a context, so that the task need not capture it. */
  public <C extends @Nullable Object, T extends @Nullable Object> LoopFuture<T> submitTo(
      int core, C context, Function<? super C, ? extends T> task) {
    Core to = at(core);
    if (!to.isCurrent() || to.isStopped()) {
      return cross(to, Priority.NORMAL, context, task, null);
    }
    T result;
    try {
      result = task.apply(context);
    } catch (Throwable thrown) {
      return LoopFuture.makeException(thrown);
    }
    return LoopFuture.makeReady(result);
  }

  /** {@link #submitTo(int, Supplier)} of a task that has a future of its own, made and consumed on the core. */
  public <T extends @Nullable Object> LoopFuture<T> composeOn(
      int core, Supplier<LoopFuture<T>> task) {
    return composeOn(core, task, Supplier::get);
  }

  /** {@link #composeOn(int, Supplier)} with a context, so that the task need not capture it. */
  public <C extends @Nullable Object, T extends @Nullable Object> LoopFuture<T> composeOn(
      int core, C context, Function<? super C, LoopFuture<T>> task) {
    Core to = at(core);
    if (!to.isCurrent() || to.isStopped()) {
      return cross(to, Priority.NORMAL, context, null, task);
    }
    try {
      LoopFuture<T> made = task.apply(context);
      if (made == null) {
        throw new NullPointerException("a composed task returned no future");
      }
      return made;
    } catch (Throwable thrown) {
      return LoopFuture.makeException(thrown);
    }
  }

  /** Queues the task on the core, also if that is the caller's, and brings its result back to the caller's loop. */
  public <T extends @Nullable Object> LoopFuture<T> enqueue(
      int core, Priority priority, Supplier<? extends T> task) {
    return cross(at(core), priority, task, Supplier::get, null);
  }

  private static <C extends @Nullable Object, T extends @Nullable Object> LoopFuture<T> cross(
      Core to,
      Priority priority,
      C context,
      @Nullable Function<? super C, ? extends T> task,
      @Nullable Function<? super C, LoopFuture<T>> composed) {
    Context home = Vertx.currentContext();
    if (home == null || !Context.isOnEventLoopThread()) {
      throw new IllegalStateException(
          "a loop future is for event loops, and "
              + Thread.currentThread().getName()
              + " is none: use taskOn here");
    }
    LoopFuture<T> out = LoopFuture.promise();
    new Crossing<C, T>(to, home, out, context, task, composed).start(priority);
    return out;
  }

  /** Runs the task on the core's loop, for a thread that is no event loop; the result is waited for there. */
  public <T extends @Nullable Object> Task<T> taskOn(int core, Supplier<? extends T> task) {
    return send(core, task, Supplier::get, null);
  }

  /** {@link #taskOn} of a task that has a future of its own. */
  public <T extends @Nullable Object> Task<T> composeTaskOn(
      int core, Supplier<LoopFuture<T>> task) {
    return send(core, task, null, Supplier::get);
  }

  private <C, T extends @Nullable Object> Task<T> send(
      int core,
      C context,
      @Nullable Function<? super C, ? extends T> task,
      @Nullable Function<? super C, LoopFuture<T>> composed) {
    Task<T> out = Task.promise();
    Completable<T> listener = out;
    new Crossing<C, T>(at(core), null, listener, context, task, composed).start(Priority.NORMAL);
    return out;
  }

  /**
   * Queues a task that nobody waits for, from any thread. What it throws goes to the exception handler of the core's
   * context.
   */
  public Offered offer(int core, Priority priority, Runnable task) {
    return at(core).offer(priority, task);
  }

  // Time --------------------------------------------------------------------------------------

  /**
   * A future for the calling core that is ready after so long, in the resolution of {@link #setTimer}.
   *
   * @param duration zero or more, less than 292 years
   */
  public LoopFuture<@Nullable Void> sleep(Duration duration) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException("a sleep must not be negative, got " + duration);
    }
    Core here = here("sleep");
    if (here.isStopped()) {
      return LoopFuture.makeException(ReactorStopped.waiting(here.index()));
    }
    return Sleep.start(here, duration.toNanos());
  }

  /**
   * A future for the calling core that is ready when the loop's other tasks have had their turn, and its I/O too if that has
   * waited for a millisecond: for work that is cut into pieces.
   */
  public LoopFuture<@Nullable Void> yieldNow() {
    Core here = here("yieldNow");
    if (here.isStopped()) {
      return LoopFuture.makeException(ReactorStopped.waiting(here.index()));
    }
    return Yield.start(here);
  }

  /**
   * Runs the task on the calling core once, after so long and never before. The resolution is a whole millisecond, Vert.x's:
   * the time is rounded up to it, and is at least one. What the task throws goes to the context's exception handler.
   *
   * @param nanos zero or more
   * @throws ReactorStopped if the core has stopped
   */
  public Timers.Timer setTimer(long nanos, Runnable task) {
    return LoopTimer.once(running("setTimer"), nanos, task);
  }

  /**
   * Runs the task on the calling core again and again, due at whole periods from now, so that lateness does not add up; the
   * first after one period. Each is late by up to a millisecond, as {@link #setTimer} is, and never early; one whose time has
   * passed by more than a period is skipped.
   *
   * @param nanos at least a millisecond
   * @throws ReactorStopped if the core has stopped
   */
  public Timers.Timer setPeriodic(long nanos, Runnable task) {
    return LoopTimer.periodic(running("setPeriodic"), nanos, task);
  }

  private Core running(String what) {
    Core here = here(what);
    if (here.isStopped()) {
      throw ReactorStopped.waiting(here.index());
    }
    return here;
  }

  private Core here(String what) {
    int core = currentCore();
    if (core < 0) {
      throw new IllegalStateException(
          what
              + " is for a core of this reactor, and "
              + Thread.currentThread().getName()
              + " is none");
    }
    return cores.get(core);
  }

  Core at(int core) {
    if (core < 0 || core >= cores.size()) {
      throw new IllegalArgumentException(
          "core must be 0 to %d, got %d".formatted(cores.size() - 1, core));
    }
    return cores.get(core);
  }
}
