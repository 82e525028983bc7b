package io.roundtrip.bench;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/** A promise, three steps that each make a ready future, then it is completed, take the value. */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class ComposeChainBench {
  private static LoopFuture<Item> loopAfter(Item item) {
    return LoopFuture.makeReady(Item.after(item));
  }

  private static Future<Item> vertxAfter(Item item) {
    return Future.succeededFuture(Item.after(item));
  }

  private static CompletableFuture<Item> completableAfter(Item item) {
    return CompletableFuture.completedFuture(Item.after(item));
  }

  @Benchmark
  public Item loop(Input in) {
    LoopFuture<Item> promise = LoopFuture.promise();
    LoopFuture<Item> last =
        promise
            .thenCompose(ComposeChainBench::loopAfter)
            .thenCompose(ComposeChainBench::loopAfter)
            .thenCompose(ComposeChainBench::loopAfter);
    promise.complete(in.item, null);
    return last.get();
  }

  @Benchmark
  public Item vertx(Input in) {
    Promise<Item> promise = Promise.promise();
    Future<Item> last =
        promise
            .future()
            .compose(ComposeChainBench::vertxAfter)
            .compose(ComposeChainBench::vertxAfter)
            .compose(ComposeChainBench::vertxAfter);
    promise.complete(in.item);
    return last.result();
  }

  @Benchmark
  public Item completable(Input in) {
    CompletableFuture<Item> promise = new CompletableFuture<>();
    CompletableFuture<Item> last =
        promise
            .thenCompose(ComposeChainBench::completableAfter)
            .thenCompose(ComposeChainBench::completableAfter)
            .thenCompose(ComposeChainBench::completableAfter);
    promise.complete(in.item);
    return last.getNow(null);
  }

  @Benchmark
  public Item plain(Input in) {
    return Item.after(Item.after(Item.after(in.item)));
  }
}
