package io.roundtrip.bench;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/** A future that is ready, three steps, take the value. */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class ReadyChainBench {
  @Benchmark
  public Item loop(Input in) {
    return LoopFuture.makeReady(in.item)
        .then(Item::after)
        .then(Item::after)
        .then(Item::after)
        .get();
  }

  @Benchmark
  public Item vertx(Input in) {
    return Future.succeededFuture(in.item)
        .map(Item::after)
        .map(Item::after)
        .map(Item::after)
        .result();
  }

  @Benchmark
  public Item completable(Input in) {
    return CompletableFuture.completedFuture(in.item)
        .thenApply(Item::after)
        .thenApply(Item::after)
        .thenApply(Item::after)
        .getNow(null);
  }

  @Benchmark
  public Item plain(Input in) {
    return Item.after(Item.after(Item.after(in.item)));
  }

  @Benchmark
  public Item loopEscaping(Input in) {
    return Escape.through(LoopFuture.makeReady(in.item))
        .then(Item::after)
        .then(Item::after)
        .then(Item::after)
        .get();
  }

  @Benchmark
  public Item vertxEscaping(Input in) {
    Future<Item> first = Escape.through(Future.succeededFuture(in.item));
    return Escape.through(first.map(Item::after).map(Item::after).map(Item::after)).result();
  }

  @Benchmark
  public Item completableEscaping(Input in) {
    CompletableFuture<Item> first = Escape.through(CompletableFuture.completedFuture(in.item));
    return Escape.through(
            first.thenApply(Item::after).thenApply(Item::after).thenApply(Item::after))
        .getNow(null);
  }

  @Benchmark
  public Item plainEscaping(Input in) {
    Item first = Escape.through(in.item);
    return Escape.through(Item.after(Item.after(Item.after(first))));
  }
}
