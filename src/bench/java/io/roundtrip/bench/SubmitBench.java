package io.roundtrip.bench;

import io.roundtrip.future.Await;
import io.roundtrip.future.LoopFuture;
import io.roundtrip.future.Task;
import io.roundtrip.reactor.Reactor;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A task on a core and its result back on the caller's, one after the other: to another core {@value #TRIPS} times, to the
 * same one {@value #CALLS} times. JMH's thread only begins them and waits for the last.
 */
@State(Scope.Benchmark)
public class SubmitBench {
  private static final int TRIPS = 1_000;

  /** So many that JMH's own hand-over does not show. */
  private static final int CALLS = 1_000_000;

  private static final Duration LONG = Duration.ofSeconds(60);

  private Reactor reactor = Reactor.initialize(2);

  /** What the task makes. */
  public Item item = Item.ring(1)[0];

  @Setup
  public void warm() throws InterruptedException {
    reactor.taskOn(0, () -> item).get(LONG);
  }

  @TearDown
  public void stop() {
    Await.await(reactor.shutdown());
  }

  /** Goes there and back, so many times. */
  private abstract class Trips implements Completable<Item> {
    final Task<Item> last = Task.promise();
    private int left = TRIPS;

    abstract void go();

    @Override
    public void complete(Item value, @Nullable Throwable failure) {
      if (failure != null || --left == 0) {
        last.complete(value, failure);
      } else {
        go();
      }
    }
  }

  private Item run(Supplier<Trips> trips) throws InterruptedException {
    Trips begun = reactor.taskOn(0, trips).get(LONG);
    reactor.core(0).runOnContext(on -> begun.go());
    return begun.last.get(LONG);
  }

  @Benchmark
  @OperationsPerInvocation(TRIPS)
  public Item loopCross() throws InterruptedException {
    return run(
        () ->
            new Trips() {
              @Override
              void go() {
                reactor.submitTo(1, SubmitBench.this, bench -> bench.item).onComplete(this);
              }
            });
  }

  @Benchmark
  @OperationsPerInvocation(TRIPS)
  public Item vertxCross() throws InterruptedException {
    Context home = reactor.core(0);
    Context other = reactor.core(1);
    return run(
        () ->
            new Trips() {
              @Override
              void go() {
                Promise<Item> promise = Promise.promise();
                other.runOnContext(
                    there -> {
                      Item made = item;
                      home.runOnContext(back -> promise.complete(made));
                    });
                promise.future().onComplete(this);
              }
            });
  }

  @Benchmark
  @OperationsPerInvocation(TRIPS)
  public Item completableCross() throws InterruptedException {
    Executor home = executor(reactor.core(0));
    Executor other = executor(reactor.core(1));
    return run(
        () ->
            new Trips() {
              @Override
              void go() {
                CompletableFuture.supplyAsync(() -> item, other)
                    .whenCompleteAsync(this::complete, home);
              }
            });
  }

  private static Executor executor(Context context) {
    return task -> context.runOnContext(on -> task.run());
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public Item loopSame() throws InterruptedException {
    return onCore(
        () -> {
          Item last = item;
          for (int i = 0; i < CALLS; i++) {
            LoopFuture<Item> made = reactor.submitTo(0, last, Item::after);
            last = Escape.through(made).get();
          }
          return last;
        });
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public Item plainSame() throws InterruptedException {
    return onCore(
        () -> {
          Item last = item;
          for (int i = 0; i < CALLS; i++) {
            last = Escape.through(Item.after(last));
          }
          return last;
        });
  }

  private Item onCore(Supplier<Item> work) throws InterruptedException {
    return reactor.taskOn(0, work).get(LONG);
  }
}
