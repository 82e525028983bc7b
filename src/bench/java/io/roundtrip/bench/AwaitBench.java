package io.roundtrip.bench;

import io.roundtrip.future.Await;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Await a future that was completed before, on a virtual thread of a verticle. */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.VIRTUAL})
public class AwaitBench {
  /** Futures that were completed before. */
  @State(Scope.Thread)
  public static class Done {
    /** Vert.x's, as a promise leaves it: one made by succeededFuture has no state to look at. */
    public Future<Item> future = completed(new Item());

    /** The JDK's. */
    public CompletableFuture<Item> completable = CompletableFuture.completedFuture(new Item());
  }

  private static <T> Future<T> completed(T value) {
    Promise<T> promise = Promise.promise();
    promise.complete(value);
    return promise.future();
  }

  @Benchmark
  public Item awaited(Done done) {
    return Await.await(done.future);
  }

  @Benchmark
  public Item vertx(Done done) {
    return done.future.await();
  }

  @Benchmark
  public Item completable(Done done) {
    return done.completable.join();
  }

  @Benchmark
  public Item plain(Input in) {
    return in.item;
  }
}
