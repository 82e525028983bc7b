package io.roundtrip.bench;

import io.roundtrip.future.Pipeline;
import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/** Five named steps that are done at once, take the value; the others have steps without names. */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class PipelineBench {
  private static final Pipeline<Item, Item> FIVE =
      Pipeline.<Item>named("five")
          .then("first", Item::after)
          .then("second", Item::after)
          .then("third", Item::after)
          .then("fourth", Item::after)
          .then("fifth", Item::after)
          .build();

  @Benchmark
  public Item loop(Input in) {
    return FIVE.run(in.item).get();
  }

  @Benchmark
  public Item vertx(Input in) {
    return Future.succeededFuture(in.item)
        .map(Item::after)
        .map(Item::after)
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
        .thenApply(Item::after)
        .thenApply(Item::after)
        .getNow(null);
  }

  @Benchmark
  public Item plain(Input in) {
    return Item.after(Item.after(Item.after(Item.after(Item.after(in.item)))));
  }
}
