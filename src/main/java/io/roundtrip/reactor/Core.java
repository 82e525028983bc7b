package io.roundtrip.reactor;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One event loop and what it does for the reactor: the shell around its {@link TaskQueue}. Thread-safe for {@link #offer}
 * and {@link #refuse}, because the queue is, and whoever raises {@link #awake} alone wakes the loop; the rest is confined to
 * that loop, on which it is made.
 */
final class Core {
  private static final Logger LOG = LoggerFactory.getLogger(Core.class);

  private final int index;
  private final Context context;
  private final Thread loop = Thread.currentThread();
  private final LongSupplier clock;
  private final TaskQueue queue = new TaskQueue();
  private final Turn turn;
  private final IoPass pass;
  private final Outstanding.Line outstanding = new Outstanding.Line();
  private final Guests guests;
  private final LoopLag lag;
  private final long lagTimer;
  private final Handler<Void> onTurn = this::onTurn;

  /** Whether a turn is on its way: atomic, because tasks come from any thread. */
  private final AtomicBoolean awake = new AtomicBoolean();

  /** On its loop. */
  Core(int index, Context context, LongSupplier clock) {
    this.index = index;
    this.context = context;
    this.clock = clock;
    turn = new Turn(queue, clock, this::report);
    pass = new IoPass(context, clock);
    guests = new Guests(context);
    lag = new LoopLag(clock);
    lagTimer = context.owner().setPeriodic(LoopLag.PERIOD_MILLIS, fired -> lag.measure());
  }

  int index() {
    return index;
  }

  Context context() {
    return context;
  }

  Thread loop() {
    return loop;
  }

  boolean isCurrent() {
    return Thread.currentThread() == loop;
  }

  boolean isStopped() {
    return queue.isClosed();
  }

  long nanoTime() {
    return clock.getAsLong();
  }

  Guests guests() {
    return guests;
  }

  LoopLag lag() {
    return lag;
  }

  Outstanding.Line outstanding() {
    return outstanding;
  }

  Turn turn() {
    return turn;
  }

  /** Queues a task, from any thread. */
  Offered offer(Priority priority, Runnable task) {
    if (!queue.offer(priority, task)) {
      return queue.isClosed() ? Offered.STOPPED : Offered.FULL;
    }
    wake(context::runOnContext);
    return Offered.ACCEPTED;
  }

  private interface Way {
    void go(Handler<Void> turn);
  }

  private void wake(Way way) {
    if (!awake.get() && awake.compareAndSet(false, true)) {
      way.go(onTurn);
    }
  }

  private void onTurn(Void begin) {
    if (turn.run()) {
      pass.goOn(onTurn);
      return;
    }
    awake.set(false);
    // A task that came since then found the loop awake.
    if (queue.hasNext()) {
      wake(pass::goOn);
    }
  }

  /** Goes on after the other tasks of the loop, and after its I/O now and then. */
  void goOn(Handler<Void> with) {
    if (Vertx.currentContext() == context) {
      pass.goOn(with);
    } else {
      context.runOnContext(on -> pass.goOn(with));
    }
  }

  /** Hands a task's bug to the context's exception handler: the tasks behind it are not to blame. */
  private void report(Throwable bug) {
    context.runOnContext(
        thrown -> {
          throw Core.<RuntimeException>asItIs(bug);
        });
  }

  @SuppressWarnings({
    "unchecked",
    "TypeParameterUnusedInFormals"
  }) // thrown as it is, checked or not
  private static <E extends Throwable> RuntimeException asItIs(Throwable bug) throws E {
    throw (E) bug;
  }

  void expectLoop(String what) {
    if (!isCurrent()) {
      throw new IllegalStateException(
          what
              + " on its own loop, "
              + loop.getName()
              + ", not on "
              + Thread.currentThread().getName());
    }
  }

  /** Takes no more tasks, from now on. From any thread. */
  void refuse() {
    queue.close();
  }

  /** Tells everyone who waits, and takes the verticles down. On the loop. */
  Future<?> stop() {
    queue.close();
    int silent = 0;
    while (queue.size() > 0) {
      switch (queue.next()) {
        // A thread has claimed its place and is about to fill it.
        case null -> Thread.onSpinWait();
        case Queued queued -> queued.onNotRun(ReactorStopped.notRun(index));
        case Runnable other -> silent++;
      }
    }
    if (silent > 0) {
      LOG.warn(
          "stopped: tasks that had been accepted were not run core={} tasks={}", index, silent);
    }
    outstanding.onStopped();
    context.owner().cancelTimer(lagTimer);
    return guests.takeDown();
  }
}
