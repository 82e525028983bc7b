package io.roundtrip.bench;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * A Vert.x future that something else made, here: completed before, or afterwards. The 24 bytes of the second are its
 * promise, which every column but the last makes.
 */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class BridgeBench {
  /** A future that was completed before. */
  @State(Scope.Thread)
  public static class Done {
    /** It. */
    public Future<Item> future = Future.succeededFuture(new Item());
  }

  @Benchmark
  public Item loopCompleted(Done done) {
    return LoopFuture.of(done.future).get();
  }

  @Benchmark
  public Item vertxCompleted(Done done) {
    return done.future.result();
  }

  @Benchmark
  public Item completableCompleted(Done done) {
    return done.future.toCompletionStage().toCompletableFuture().getNow(null);
  }

  @Benchmark
  public Item plainCompleted(Input in) {
    return in.item;
  }

  @Benchmark
  public Item loopPending(Input in) {
    Promise<Item> promise = Escape.through(Promise.promise());
    LoopFuture<Item> bridge = LoopFuture.of(promise.future());
    promise.complete(in.item);
    return bridge.get();
  }

  @Benchmark
  public Item vertxPending(Input in) {
    Promise<Item> promise = Escape.through(Promise.promise());
    promise.future().onComplete(in);
    promise.complete(in.item);
    return in.heard;
  }

  @Benchmark
  public Item completablePending(Input in) {
    Promise<Item> promise = Escape.through(Promise.promise());
    CompletableFuture<Item> bridge = promise.future().toCompletionStage().toCompletableFuture();
    promise.complete(in.item);
    return bridge.getNow(null);
  }

  @Benchmark
  public Item plainPending(Input in) {
    return Escape.through(in.item);
  }
}
