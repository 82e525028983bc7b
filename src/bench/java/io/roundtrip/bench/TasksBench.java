package io.roundtrip.bench;

import io.roundtrip.future.Task;
import io.roundtrip.task.AsyncOperation;
import io.roundtrip.task.TaskRunner;
import io.roundtrip.task.Tasks;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Tasks from JMH's own thread, {@value #IN_FLIGHT} under way at a time on one loop: the oldest is waited for before the next is
 * begun.
 */
@State(Scope.Benchmark)
public class TasksBench {
  private static final int IN_FLIGHT = 256;
  private static final int TASKS = 100_000;

  /** What each makes. */
  private static final Item DONE = Item.ring(1)[0];

  private static final AsyncOperation<Item> CHAINED = context -> Future.succeededFuture(DONE);
  private static final AsyncOperation<Item> STRAIGHT = AsyncOperation.blocking(() -> DONE);

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final TaskRunner runner = Tasks.create();
  private final Context context = vertx.getOrCreateContext();

  @Setup
  public void warm() {
    runner.run(CHAINED).join();
  }

  @TearDown
  public void stop() {
    runner.close();
    vertx.close().await();
  }

  private static Item window(Supplier<java.util.concurrent.Future<Item>> begin) throws Exception {
    List<java.util.concurrent.Future<Item>> under = new ArrayList<>(IN_FLIGHT);
    Item last = DONE;
    for (int i = 0; i < TASKS; i++) {
      if (i < IN_FLIGHT) {
        under.add(begin.get());
      } else {
        last = under.get(i % IN_FLIGHT).get();
        under.set(i % IN_FLIGHT, begin.get());
      }
    }
    for (java.util.concurrent.Future<Item> rest : under) {
      last = rest.get();
    }
    return last;
  }

  @Benchmark
  @OperationsPerInvocation(TASKS)
  public Item taskRun() throws Exception {
    return window(() -> runner.run(CHAINED));
  }

  @Benchmark
  @OperationsPerInvocation(TASKS)
  public Item taskRunBlocking() throws Exception {
    return window(() -> runner.run(STRAIGHT));
  }

  /** What a caller would write without tasks. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public Item vertxRunOnContext() throws Exception {
    return window(
        () -> {
          Task<Item> task = Task.promise();
          context.runOnContext(on -> task.succeed(DONE));
          return task;
        });
  }

  /** The same by a promise, whose future is no task. */
  @Benchmark
  @OperationsPerInvocation(TASKS)
  public Item vertxPromise() throws Exception {
    return window(
        () -> {
          Promise<Item> promise = Promise.promise();
          context.runOnContext(on -> promise.complete(DONE));
          return promise.future().toCompletionStage().toCompletableFuture();
        });
  }
}
