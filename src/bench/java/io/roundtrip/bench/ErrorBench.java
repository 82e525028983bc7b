package io.roundtrip.bench;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/** A promise, a step that is passed over and one that handles the error, then it fails, take the value. */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class ErrorBench {
  @Benchmark
  public Item loop(Input in) {
    LoopFuture<Item> promise = LoopFuture.promise();
    LoopFuture<Item> last = promise.then(Item::after).handleError(in, Input::instead);
    promise.complete(null, in.error);
    return last.get();
  }

  @Benchmark
  public Item vertx(Input in) {
    Promise<Item> promise = Promise.promise();
    Future<Item> last = promise.future().map(Item::after).otherwise(in::instead);
    promise.fail(in.error);
    return last.result();
  }

  @Benchmark
  public Item completable(Input in) {
    CompletableFuture<Item> promise = new CompletableFuture<>();
    CompletableFuture<Item> last = promise.thenApply(Item::after).exceptionally(in::instead);
    promise.completeExceptionally(in.error);
    return last.getNow(null);
  }

  @Benchmark
  public Item plain(Input in) {
    try {
      throw in.error;
    } catch (Throwable error) {
      return in.instead(error);
    }
  }
}
