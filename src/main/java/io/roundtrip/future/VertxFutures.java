package io.roundtrip.future;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The combinators over Vert.x futures, for code that no loop confines. Thread-safe, because each takes its turns one at a
 * time ({@link Serial}); steps run on the thread that completed what they follow. What they mean is said at {@link
 * LoopFutures}.
 */
public final class VertxFutures {
  private VertxFutures() {}

  /** {@link LoopFutures#whenAll(List)}. */
  public static <T extends @Nullable Object> Future<List<T>> whenAll(List<Future<T>> futures) {
    Promise<List<T>> out = Promise.promise();
    WhenAll.start(new Serial<T>(), futures, out);
    return out.future();
  }

  /** {@link LoopFutures#whenAll(LoopFuture, LoopFuture, BiFunction)}. */
  public static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      Future<R> whenAll(
          Future<A> a, Future<B> b, BiFunction<? super A, ? super B, ? extends R> combine) {
    return gather(combine, List.of(a, b));
  }

  /** {@link LoopFutures#whenAll(LoopFuture, LoopFuture, BiFunction)} of three. */
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      Future<R> whenAll(
          Future<A> a,
          Future<B> b,
          Future<C> c,
          Combine3<? super A, ? super B, ? super C, ? extends R> combine) {
    return gather(combine, List.of(a, b, c));
  }

  /** {@link LoopFutures#whenAll(LoopFuture, LoopFuture, BiFunction)} of four. */
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      Future<R> whenAll(
          Future<A> a,
          Future<B> b,
          Future<C> c,
          Future<D> d,
          Combine4<? super A, ? super B, ? super C, ? super D, ? extends R> combine) {
    return gather(combine, List.of(a, b, c, d));
  }

  private static <R extends @Nullable Object> Future<R> gather(
      Object combine, List<Future<?>> futures) {
    Promise<R> out = Promise.promise();
    Gather gather = new Gather().begin(futures.size(), combine, out);
    Serial<Object> place = new Serial<>();
    place.begin(
        () -> {
          for (int i = 0; i < futures.size(); i++) {
            place.listenTo(futures.get(i), gather, i);
          }
        });
    return out.future();
  }

  /** {@link LoopFutures#whenAny}. */
  public static <T extends @Nullable Object> Future<First<Future<T>, T>> whenAny(
      List<Future<T>> futures) {
    WhenAny.check(futures);
    Promise<First<Future<T>, T>> out = Promise.promise();
    WhenAny.start(new Serial<T>(), futures, WhenAny.Rest::<T>anywhere, out);
    return out.future();
  }

  /** {@link LoopFutures#whenSome}. */
  public static <T extends @Nullable Object> Future<List<Arrived<T>>> whenSome(
      int wanted, List<Future<T>> futures) {
    WhenSome.check(wanted, futures);
    Promise<List<Arrived<T>>> out = Promise.promise();
    WhenSome.start(new Serial<T>(), wanted, futures, out);
    return out.future();
  }

  /** {@link LoopFutures#mapAsync}. */
  public static <A extends @Nullable Object, B extends @Nullable Object> Future<List<B>> mapAsync(
      List<A> items, int concurrency, Function<? super A, Future<B>> step) {
    MapAsync.check(concurrency);
    Promise<List<B>> out = Promise.promise();
    MapAsync.start(new Serial<B>(), items, concurrency, step, out);
    return out.future();
  }

  /** {@link LoopFutures#filterAsync}. */
  public static <A extends @Nullable Object> Future<List<A>> filterAsync(
      List<A> items, int concurrency, Function<? super A, Future<Boolean>> test) {
    MapAsync.check(concurrency);
    Promise<List<A>> out = Promise.promise();
    FilterAsync.start(new Serial<Boolean>(), items, concurrency, test, out);
    return out.future();
  }

  /** {@link LoopFutures#reduceAsync}. */
  public static <A extends @Nullable Object, R extends @Nullable Object> Future<R> reduceAsync(
      List<A> items, R initial, BiFunction<? super R, ? super A, Future<R>> step) {
    Promise<R> out = Promise.promise();
    ReduceAsync.start(new Serial<R>(), items, initial, step, out);
    return out.future();
  }

  /** {@link LoopFutures#retry(RetryPolicy, IntFunction)}, by the given timers ({@link Timers#of}). */
  public static <T extends @Nullable Object> Future<T> retry(
      Timers timers, RetryPolicy policy, IntFunction<Future<T>> step) {
    Promise<T> out = Promise.promise();
    Retry.start(new Serial<T>(timers), policy, step, out);
    return out.future();
  }

  /** {@link LoopFutures#timeout(LoopFuture, Duration)}, by the given timers ({@link Timers#of}). */
  public static <T extends @Nullable Object> Future<T> timeout(
      Timers timers, Future<T> future, Duration limit) {
    Timeout.check(limit);
    Promise<T> out = Promise.promise();
    Timeout.start(new Serial<T>(timers), future, limit, out);
    return out.future();
  }
}
