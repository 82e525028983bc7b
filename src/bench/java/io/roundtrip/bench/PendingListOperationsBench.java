package io.roundtrip.bench;

import io.roundtrip.future.Await;
import io.roundtrip.future.LoopFutures;
import io.roundtrip.future.VertxFutures;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/**
 * {@link ListOperationsBench} with steps whose futures are pending. Those of {@code awaited} end on another thread, as an
 * answer from the network does, and each keeps its caller waiting; those of the others end on the caller's.
 */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class PendingListOperationsBench {
  private static final int CONCURRENCY = 10;

  @Benchmark
  public Item loop(Input in, Unfinished work) {
    var result =
        LoopFutures.mapAsync(in.items, CONCURRENCY, item -> work.onLoop(item.next))
            .thenCompose(
                mapped ->
                    LoopFutures.filterAsync(mapped, CONCURRENCY, item -> work.onLoop(item.isOdd())))
            .thenCompose(
                odd ->
                    LoopFutures.reduceAsync(odd, in.item, (a, b) -> work.onLoop(Item.later(a, b))));
    work.finish();
    return result.get();
  }

  @Benchmark
  public Item vertx(Input in, Unfinished work) {
    Future<Item> result =
        VertxFutures.mapAsync(in.items, CONCURRENCY, item -> work.vertx(item.next))
            .compose(
                mapped ->
                    VertxFutures.filterAsync(mapped, CONCURRENCY, item -> work.vertx(item.isOdd())))
            .compose(
                odd ->
                    VertxFutures.reduceAsync(odd, in.item, (a, b) -> work.vertx(Item.later(a, b))));
    work.finish();
    return result.result();
  }

  @Benchmark
  public Item completable(Input in, Unfinished work) {
    var result =
        ListOperationsBench.completable(
            in,
            item -> work.completable(item.next),
            item -> work.completable(item.isOdd()),
            (a, b) -> work.completable(Item.later(a, b)));
    work.finish();
    return result.getNow(null);
  }

  @Benchmark
  public Item plain(Input in) {
    return ListOperationsBench.straight(in);
  }

  @Benchmark
  @Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.VIRTUAL})
  public Item awaited(Input in, Unfinished work) {
    List<Item> mapped = new ArrayList<>();
    for (Item item : in.items) {
      mapped.add(Await.await(work.elsewhere(item.next)));
    }
    List<Item> odd = new ArrayList<>();
    for (Item item : mapped) {
      if (Await.await(work.elsewhere(item.isOdd()))) {
        odd.add(item);
      }
    }
    Item latest = in.item;
    for (Item item : odd) {
      latest = Await.await(work.elsewhere(Item.later(latest, item)));
    }
    return latest;
  }
}
