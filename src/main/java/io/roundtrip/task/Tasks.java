package io.roundtrip.task;

import io.roundtrip.future.Task;
import io.roundtrip.metrics.TaskFigures;
import io.roundtrip.reactor.Offered;
import io.roundtrip.reactor.Reactor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs work from anywhere: a plain thread, a virtual one, an event loop, a test, a script, JShell. Thread-safe, because its one
 * field, the runner that all of the JVM share, is volatile and made under a lock.
 *
 * {@snippet :
 * Task<String> task = Tasks.run(AsyncOperation.blocking(() -> Files.readString(path)));
 * int cents = Tasks.call(context -> prices.find("tsh"), Duration.ofSeconds(2)); // blocks
 * }
 *
 * <p>The shared runner begins with its first task. Its threads are daemons: they end with the program, and what is under way
 * with them; {@link #shutdown} ends it sooner. Inside an engine there is a runner on the engine's own loops: {@link #of},
 * {@link #on}.
 */
public final class Tasks {
  // Volatile: read by every thread, written under the class's lock.
  private static volatile @Nullable TaskRunner shared;

  private Tasks() {}

  // The shared runner -------------------------------------------------------------------------

  /** {@link TaskRunner#run(AsyncOperation)} on the shared runner. */
  public static <T extends @Nullable Object> Task<T> run(AsyncOperation<T> operation) {
    return shared().run(operation);
  }

  /** {@link TaskRunner#run(AsyncOperation, Duration)} on the shared runner. */
  public static <T extends @Nullable Object> Task<T> run(
      AsyncOperation<T> operation, Duration timeout) {
    return shared().run(operation, timeout);
  }

  /** {@link TaskRunner#call} on the shared runner. */
  public static <T extends @Nullable Object> T call(AsyncOperation<T> operation, Duration timeout)
      throws InterruptedException {
    return shared().call(operation, timeout);
  }

  /** {@link TaskRunner#runAll} on the shared runner. */
  public static <T extends @Nullable Object> Task<List<T>> runAll(
      List<? extends AsyncOperation<T>> operations) {
    return shared().runAll(operations);
  }

  /** {@link TaskRunner#fireAndForget(AsyncOperation)} on the shared runner. */
  public static <T extends @Nullable Object> Offered fireAndForget(AsyncOperation<T> operation) {
    return shared().fireAndForget(operation);
  }

  /** {@link TaskRunner#fireAndForget(AsyncOperation, Consumer)} on the shared runner. */
  public static <T extends @Nullable Object> Offered fireAndForget(
      AsyncOperation<T> operation, Consumer<? super Throwable> onFailure) {
    return shared().fireAndForget(operation, onFailure);
  }

  /** {@link TaskRunner#group} on the shared runner. */
  public static TaskGroup group() {
    return shared().group();
  }

  /** What the shared runner has done. */
  public static TaskFigures figures() {
    return shared().figures();
  }

  /** The runner that the statics use; it begins if it has not. */
  public static TaskRunner shared() {
    TaskRunner runner = shared;
    if (runner == null) {
      synchronized (Tasks.class) {
        runner = shared;
        if (runner == null) {
          runner = create();
          shared = runner;
        }
      }
    }
    return runner;
  }

  /** Cancels what the shared runner does and ends its loop; the next task begins another. From any thread. */
  public static Future<Void> shutdown() {
    TaskRunner runner;
    synchronized (Tasks.class) {
      runner = shared;
      shared = null;
    }
    return runner == null ? Future.succeededFuture() : runner.shutdown(Duration.ZERO);
  }

  // Runners of one's own ----------------------------------------------------------------------

  /** A runner with a Vert.x of its own, which {@link TaskRunner#close} ends. Its threads are daemons. From any thread. */
  public static TaskRunner create() {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true));
    return TaskRunner.owning(vertx);
  }

  /** A runner on one of the Vert.x's event loops, of Vert.x's choice; it ends with the Vert.x at the latest. From any thread. */
  public static TaskRunner of(Vertx vertx) {
    return TaskRunner.in(vertx);
  }

  /** A runner on a reactor's core; it ends with the core at the latest. From any thread. */
  public static TaskRunner on(Reactor reactor, int core) {
    return on(reactor, core, new TaskBook());
  }

  /** {@link #on(Reactor, int)} with a book of one's own, for other bounds or other texts of errors. */
  public static TaskRunner on(Reactor reactor, int core, TaskBook book) {
    return TaskRunner.at(reactor, core, book);
  }
}
