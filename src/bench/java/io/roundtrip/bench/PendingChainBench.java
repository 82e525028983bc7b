package io.roundtrip.bench;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/** A promise, three steps, then it is completed, take the value. */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class PendingChainBench {
  @Benchmark
  public Item loop(Input in) {
    LoopFuture<Item> promise = LoopFuture.promise();
    LoopFuture<Item> last = promise.then(Item::after).then(Item::after).then(Item::after);
    promise.complete(in.item, null);
    return last.get();
  }

  @Benchmark
  public Item vertx(Input in) {
    Promise<Item> promise = Promise.promise();
    Future<Item> last = promise.future().map(Item::after).map(Item::after).map(Item::after);
    promise.complete(in.item);
    return last.result();
  }

  @Benchmark
  public Item completable(Input in) {
    CompletableFuture<Item> promise = new CompletableFuture<>();
    CompletableFuture<Item> last =
        promise.thenApply(Item::after).thenApply(Item::after).thenApply(Item::after);
    promise.complete(in.item);
    return last.getNow(null);
  }

  @Benchmark
  public Item plain(Input in) {
    return Item.after(Item.after(Item.after(in.item)));
  }

  @Benchmark
  public Item loopEscaping(Input in) {
    LoopFuture<Item> promise = Escape.through(LoopFuture.promise());
    LoopFuture<Item> last =
        Escape.through(promise.then(Item::after).then(Item::after).then(Item::after));
    promise.complete(in.item, null);
    return last.get();
  }

  @Benchmark
  public Item vertxEscaping(Input in) {
    Promise<Item> promise = Escape.through(Promise.promise());
    Future<Item> last =
        Escape.through(promise.future().map(Item::after).map(Item::after).map(Item::after));
    promise.complete(in.item);
    return last.result();
  }

  @Benchmark
  public Item completableEscaping(Input in) {
    CompletableFuture<Item> promise = Escape.through(new CompletableFuture<>());
    CompletableFuture<Item> last =
        Escape.through(
            promise.thenApply(Item::after).thenApply(Item::after).thenApply(Item::after));
    promise.complete(in.item);
    return last.getNow(null);
  }

  @Benchmark
  public Item plainEscaping(Input in) {
    Item first = Escape.through(in.item);
    return Escape.through(Item.after(Item.after(Item.after(first))));
  }
}
