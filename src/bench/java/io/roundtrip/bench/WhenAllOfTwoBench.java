package io.roundtrip.bench;

import io.roundtrip.future.LoopFuture;
import io.roundtrip.future.LoopFutures;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/** Two futures, something made of both values, take it; the futures are ready, or completed afterwards. */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class WhenAllOfTwoBench {
  private static Item later(CompositeFuture both) {
    return Item.later(both.resultAt(0), both.resultAt(1));
  }

  @Benchmark
  public Item loopReady(Input in) {
    return LoopFutures.whenAll(
            LoopFuture.makeReady(in.item), LoopFuture.makeReady(in.other), Item::later)
        .get();
  }

  @Benchmark
  public Item vertxReady(Input in) {
    return Future.all(Future.succeededFuture(in.item), Future.succeededFuture(in.other))
        .map(WhenAllOfTwoBench::later)
        .result();
  }

  @Benchmark
  public Item completableReady(Input in) {
    return CompletableFuture.completedFuture(in.item)
        .thenCombine(CompletableFuture.completedFuture(in.other), Item::later)
        .getNow(null);
  }

  @Benchmark
  public Item plainReady(Input in) {
    return Item.later(in.item, in.other);
  }

  @Benchmark
  public Item loopPending(Input in) {
    LoopFuture<Item> a = LoopFuture.promise();
    LoopFuture<Item> b = LoopFuture.promise();
    LoopFuture<Item> both = LoopFutures.whenAll(a, b, Item::later);
    a.complete(in.item, null);
    b.complete(in.other, null);
    return both.get();
  }

  @Benchmark
  public Item vertxPending(Input in) {
    Promise<Item> a = Promise.promise();
    Promise<Item> b = Promise.promise();
    Future<Item> both = Future.all(a.future(), b.future()).map(WhenAllOfTwoBench::later);
    a.complete(in.item);
    b.complete(in.other);
    return both.result();
  }

  @Benchmark
  public Item completablePending(Input in) {
    CompletableFuture<Item> a = new CompletableFuture<>();
    CompletableFuture<Item> b = new CompletableFuture<>();
    CompletableFuture<Item> both = a.thenCombine(b, Item::later);
    a.complete(in.item);
    b.complete(in.other);
    return both.getNow(null);
  }

  @Benchmark
  public Item plainPending(Input in) {
    return Item.later(in.item, in.other);
  }
}
