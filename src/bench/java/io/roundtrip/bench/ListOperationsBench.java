package io.roundtrip.bench;

import io.roundtrip.future.Await;
import io.roundtrip.future.LoopFuture;
import io.roundtrip.future.LoopFutures;
import io.roundtrip.future.VertxFutures;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;

/**
 * A step for each of ten items, a choice among the ten results, and one after the other reduced to a single one: each step
 * has a future of its own, which is ready and comes from a method that is not inlined. {@code awaited} is the
 * same function straight-line, on a virtual thread.
 */
@Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.LOOP})
public class ListOperationsBench {
  /** How many steps are under way at a time. */
  private static final int CONCURRENCY = 10;

  @Benchmark
  public Item loop(Input in) {
    return LoopFutures.mapAsync(in.items, CONCURRENCY, Loop::after)
        .thenCompose(mapped -> LoopFutures.filterAsync(mapped, CONCURRENCY, Loop::isOdd))
        .thenCompose(in, (i, odd) -> LoopFutures.reduceAsync(odd, i.item, Loop::later))
        .get();
  }

  private static final class Loop {
    static LoopFuture<Item> after(Item item) {
      return Escape.through(LoopFuture.makeReady(item.next));
    }

    static LoopFuture<Boolean> isOdd(Item item) {
      return Escape.through(LoopFuture.makeReady(item.isOdd()));
    }

    static LoopFuture<Item> later(Item a, Item b) {
      return Escape.through(LoopFuture.makeReady(Item.later(a, b)));
    }
  }

  @Benchmark
  public Item vertx(Input in) {
    return VertxFutures.mapAsync(in.items, CONCURRENCY, Vertx::after)
        .compose(mapped -> VertxFutures.filterAsync(mapped, CONCURRENCY, Vertx::isOdd))
        .compose(odd -> VertxFutures.reduceAsync(odd, in.item, Vertx::later))
        .result();
  }

  @Benchmark
  @Fork(jvmArgsAppend = {VertxExecutor.CUSTOM, VertxExecutor.VIRTUAL})
  public Item awaited(Input in) {
    List<Item> mapped = new ArrayList<>();
    for (Item item : in.items) {
      mapped.add(Await.await(Vertx.after(item)));
    }
    List<Item> odd = new ArrayList<>();
    for (Item item : mapped) {
      if (Await.await(Vertx.isOdd(item))) {
        odd.add(item);
      }
    }
    Item latest = in.item;
    for (Item item : odd) {
      latest = Await.await(Vertx.later(latest, item));
    }
    return latest;
  }

  private static final class Vertx {
    static Future<Item> after(Item item) {
      return Escape.through(Future.succeededFuture(item.next));
    }

    static Future<Boolean> isOdd(Item item) {
      return Escape.through(Future.succeededFuture(item.isOdd()));
    }

    static Future<Item> later(Item a, Item b) {
      return Escape.through(Future.succeededFuture(Item.later(a, b)));
    }
  }

  @Benchmark
  public Item completable(Input in) {
    return completable(
            in,
            item -> Escape.through(CompletableFuture.completedFuture(item.next)),
            item -> Escape.through(CompletableFuture.completedFuture(item.isOdd())),
            (a, b) -> Escape.through(CompletableFuture.completedFuture(Item.later(a, b))))
        .getNow(null);
  }

  static CompletableFuture<Item> completable(
      Input in,
      Function<Item, CompletableFuture<Item>> map,
      Function<Item, CompletableFuture<Boolean>> test,
      BiFunction<Item, Item, CompletableFuture<Item>> reduce) {
    return all(in.items, map)
        .thenCompose(mapped -> all(mapped, test).thenApply(words -> chosen(mapped, words)))
        .thenCompose(odd -> reduced(odd, in.item, reduce));
  }

  private static <B> CompletableFuture<List<B>> all(
      List<Item> items, Function<Item, CompletableFuture<B>> step) {
    List<CompletableFuture<B>> futures = new ArrayList<>(items.size());
    for (Item item : items) {
      futures.add(step.apply(item));
    }
    return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new))
        .thenApply(done -> values(futures));
  }

  static <B> List<B> values(List<CompletableFuture<B>> futures) {
    List<B> values = new ArrayList<>(futures.size());
    for (CompletableFuture<B> future : futures) {
      values.add(future.join());
    }
    return values;
  }

  private static List<Item> chosen(List<Item> items, List<Boolean> words) {
    List<Item> chosen = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      if (words.get(i)) {
        chosen.add(items.get(i));
      }
    }
    return chosen;
  }

  private static CompletableFuture<Item> reduced(
      List<Item> items, Item initial, BiFunction<Item, Item, CompletableFuture<Item>> step) {
    CompletableFuture<Item> soFar = CompletableFuture.completedFuture(initial);
    for (Item item : items) {
      soFar = soFar.thenCompose(so -> step.apply(so, item));
    }
    return soFar;
  }

  @Benchmark
  public Item plain(Input in) {
    return straight(in);
  }

  static Item straight(Input in) {
    List<Item> mapped = new ArrayList<>();
    for (Item item : in.items) {
      mapped.add(Escape.through(item.next));
    }
    List<Item> odd = new ArrayList<>();
    for (Item item : mapped) {
      if (Escape.through(item).isOdd()) {
        odd.add(item);
      }
    }
    Item latest = in.item;
    for (Item item : odd) {
      latest = Escape.through(Item.later(latest, item));
    }
    return latest;
  }
}
