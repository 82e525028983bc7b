package io.roundtrip.future;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The combinators over loop futures. Each consumes the futures it is given, and belongs to their loop. {@link VertxFutures}
 * has the same ones for any thread.
 */
public final class LoopFutures {
  private LoopFutures() {}

  /** All values in the order of the futures. The first failure fails it at once; the rest is still consumed. */
  public static <T extends @Nullable Object> LoopFuture<List<T>> whenAll(
      List<LoopFuture<T>> futures) {
    LoopFuture<List<T>> out = LoopFuture.promise();
    WhenAll.start(new OnLoop<T>(), futures, out);
    return out;
  }

  /** What is made of both values. Without garbage. The first failure fails it at once; the rest is still consumed. */
  public static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object>
      LoopFuture<R> whenAll(
          LoopFuture<A> a, LoopFuture<B> b, BiFunction<? super A, ? super B, ? extends R> combine) {
    return gather(2, combine, a, b, null, null);
  }

  /** {@link #whenAll(LoopFuture, LoopFuture, BiFunction)} of three. */
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          R extends @Nullable Object>
      LoopFuture<R> whenAll(
          LoopFuture<A> a,
          LoopFuture<B> b,
          LoopFuture<C> c,
          Combine3<? super A, ? super B, ? super C, ? extends R> combine) {
    return gather(3, combine, a, b, c, null);
  }

  /** {@link #whenAll(LoopFuture, LoopFuture, BiFunction)} of four. */
  public static <
          A extends @Nullable Object,
          B extends @Nullable Object,
          C extends @Nullable Object,
          D extends @Nullable Object,
          R extends @Nullable Object>
      LoopFuture<R> whenAll(
          LoopFuture<A> a,
          LoopFuture<B> b,
          LoopFuture<C> c,
          LoopFuture<D> d,
          Combine4<? super A, ? super B, ? super C, ? super D, ? extends R> combine) {
    return gather(4, combine, a, b, c, d);
  }

  private static <R extends @Nullable Object> LoopFuture<R> gather(
      int count,
      Object combine,
      LoopFuture<?> a,
      LoopFuture<?> b,
      @Nullable LoopFuture<?> c,
      @Nullable LoopFuture<?> d) {
    FuturePool pool = FuturePool.current();
    LoopFuture<R> out = pool.promise();
    Gather gather = pool.gather().begin(count, combine, out);
    join(a, gather, pool, 0);
    join(b, gather, pool, 1);
    if (c != null) {
      join(c, gather, pool, 2);
    }
    if (d != null) {
      join(d, gather, pool, 3);
    }
    return out;
  }

  private static void join(LoopFuture<?> future, Gather gather, FuturePool pool, int index) {
    try {
      future.join(gather, pool, index);
    } catch (IllegalStateException misuse) {
      gather.arrived(pool, index, null, misuse); // the others are still consumed
    }
  }

  /**
   * The first to succeed, and the rest. Fails if all fail, with the first error.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static <T extends @Nullable Object> LoopFuture<First<LoopFuture<T>, T>> whenAny(
      List<LoopFuture<T>> futures) {
    WhenAny.check(futures);
    LoopFuture<First<LoopFuture<T>, T>> out = LoopFuture.promise();
    WhenAny.start(new OnLoop<T>(), futures, WhenAny.Rest::<T>onLoop, out);
    return out;
  }

  /**
   * The first so many to succeed, in the order of their arrival. Fails as soon as that cannot be reached any more.
   *
   * @throws IllegalArgumentException if more are wanted than there are, or fewer than none
   */
  public static <T extends @Nullable Object> LoopFuture<List<Arrived<T>>> whenSome(
      int wanted, List<LoopFuture<T>> futures) {
    WhenSome.check(wanted, futures);
    LoopFuture<List<Arrived<T>>> out = LoopFuture.promise();
    WhenSome.start(new OnLoop<T>(), wanted, futures, out);
    return out;
  }

  /**
   * The step's result for every item, in the order of the items, so many under way at a time. After a failure no further
   * step is begun.
   */
  public static <A extends @Nullable Object, B extends @Nullable Object>
      LoopFuture<List<B>> mapAsync(
          List<A> items, int concurrency, Function<? super A, LoopFuture<B>> step) {
    MapAsync.check(concurrency);
    LoopFuture<List<B>> out = LoopFuture.promise();
    MapAsync.start(new OnLoop<B>(), items, concurrency, step, out);
    return out;
  }

  /** The items for which the test says true, in their order, so many tests under way at a time. */
  public static <A extends @Nullable Object> LoopFuture<List<A>> filterAsync(
      List<A> items, int concurrency, Function<? super A, LoopFuture<Boolean>> test) {
    MapAsync.check(concurrency);
    LoopFuture<List<A>> out = LoopFuture.promise();
    FilterAsync.start(new OnLoop<Boolean>(), items, concurrency, test, out);
    return out;
  }

  /** What the step makes of the initial value and each item, one after the other. */
  public static <A extends @Nullable Object, R extends @Nullable Object> LoopFuture<R> reduceAsync(
      List<A> items, R initial, BiFunction<? super R, ? super A, LoopFuture<R>> step) {
    LoopFuture<R> out = LoopFuture.promise();
    ReduceAsync.start(new OnLoop<R>(), items, initial, step, out);
    return out;
  }

  /**
   * Tries again by the policy. Fails with the last error, to which earlier ones are attached.
   *
   * @param step is given the number of the attempt, from 1
   */
  public static <T extends @Nullable Object> LoopFuture<T> retry(
      RetryPolicy policy, IntFunction<LoopFuture<T>> step) {
    return retry(loopTimers(), policy, step);
  }

  /** {@link #retry(RetryPolicy, IntFunction)} by other timers. */
  public static <T extends @Nullable Object> LoopFuture<T> retry(
      Timers timers, RetryPolicy policy, IntFunction<LoopFuture<T>> step) {
    LoopFuture<T> out = LoopFuture.promise();
    Retry.start(new OnLoop<T>(timers), policy, step, out);
    return out;
  }

  /** The future's outcome, or {@link TimedOut}; a late one is consumed and dropped. The work is not stopped. */
  public static <T extends @Nullable Object> LoopFuture<T> timeout(
      LoopFuture<T> future, Duration limit) {
    return timeout(loopTimers(), future, limit);
  }

  /** {@link #timeout(LoopFuture, Duration)} by other timers. */
  public static <T extends @Nullable Object> LoopFuture<T> timeout(
      Timers timers, LoopFuture<T> future, Duration limit) {
    Timeout.check(limit);
    LoopFuture<T> out = LoopFuture.promise();
    Timeout.start(new OnLoop<T>(timers), future, limit, out);
    return out;
  }

  private static Timers loopTimers() {
    return FuturePool.current().timers();
  }
}
