package io.roundtrip.bench;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/** Make a promise, complete it, take the value. */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class CreateBench {
  @Benchmark
  public Item loop(Input in) {
    LoopFuture<Item> future = LoopFuture.promise();
    future.complete(in.item, null);
    return future.get();
  }

  @Benchmark
  public Item vertx(Input in) {
    Promise<Item> promise = Promise.promise();
    promise.complete(in.item);
    return promise.future().result();
  }

  @Benchmark
  public Item completable(Input in) {
    CompletableFuture<Item> future = new CompletableFuture<>();
    future.complete(in.item);
    return future.getNow(null);
  }

  @Benchmark
  public Item plain(Input in) {
    return in.item;
  }

  @Benchmark
  public Item loopEscaping(Input in) {
    LoopFuture<Item> future = Escape.through(LoopFuture.promise());
    future.complete(in.item, null);
    return future.get();
  }

  @Benchmark
  public Item vertxEscaping(Input in) {
    Promise<Item> promise = Escape.through(Promise.promise());
    promise.complete(in.item);
    return promise.future().result();
  }

  @Benchmark
  public Item completableEscaping(Input in) {
    CompletableFuture<Item> future = Escape.through(new CompletableFuture<>());
    future.complete(in.item);
    return future.getNow(null);
  }

  @Benchmark
  public Item plainEscaping(Input in) {
    return Escape.through(in.item);
  }
}
