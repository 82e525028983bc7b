package io.roundtrip.bench;

import io.roundtrip.future.LoopFuture;
import io.roundtrip.future.LoopFutures;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/** A list of ten ready futures, then the list of their values; both lists are made anew, and so are never free. */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class WhenAllOfTenBench {
  @Benchmark
  public List<Item> loop(Input in) {
    List<LoopFuture<Item>> futures = new ArrayList<>(in.ring.length);
    for (Item item : in.ring) {
      futures.add(LoopFuture.makeReady(item));
    }
    return LoopFutures.whenAll(futures).get();
  }

  @Benchmark
  public List<Item> vertx(Input in) {
    List<Future<Item>> futures = new ArrayList<>(in.ring.length);
    for (Item item : in.ring) {
      futures.add(Future.succeededFuture(item));
    }
    return Future.all(futures).result().list();
  }

  @Benchmark
  public List<Item> completable(Input in) {
    List<CompletableFuture<Item>> futures = new ArrayList<>(in.ring.length);
    for (Item item : in.ring) {
      futures.add(CompletableFuture.completedFuture(item));
    }
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(done -> ListOperationsBench.values(futures))
        .getNow(null);
  }

  @Benchmark
  public List<Item> plain(Input in) {
    List<Item> values = new ArrayList<>(in.ring.length);
    for (Item item : in.ring) {
      values.add(item);
    }
    return values;
  }
}
