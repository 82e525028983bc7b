package io.roundtrip.future;

import io.vertx.core.Completable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * {@code mapAsync}: an asynchronous step for every item, so many at a time; the results in the order of the items. Confined
 * to its {@link Place}.
 *
 * <p>After a failure no further item is begun; what is under way is consumed, and its errors are attached to the first.
 */
final class MapAsync<F, A extends @Nullable Object, B extends @Nullable Object> implements Joint {
  private final Place<F> place;
  private final List<A> items;
  private final int concurrency;
  private final Function<? super A, ? extends F> step;
  private final Completable<? super List<B>> out;
  private final @Nullable Object[] values;
  private int next;
  private int underWay;
  private boolean starting;
  private @Nullable Throwable failure;

  private MapAsync(
      Place<F> place,
      List<A> items,
      int concurrency,
      Function<? super A, ? extends F> step,
      Completable<? super List<B>> out) {
    this.place = place;
    this.items = items;
    this.concurrency = concurrency;
    this.step = step;
    this.out = out;
    this.values = new Object[items.size()];
  }

  /** Refuses what cannot be begun, before anything is made. */
  static void check(int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("concurrency must be at least 1, got " + concurrency);
    }
  }

  static <F, A extends @Nullable Object, B extends @Nullable Object> void start(
      Place<F> place,
      List<A> items,
      int concurrency,
      Function<? super A, ? extends F> step,
      Completable<? super List<B>> out) {
    List<A> all = Collections.unmodifiableList(new ArrayList<>(items));
    place.begin(new MapAsync<F, A, B>(place, all, concurrency, step, out)::startMore);
  }

  /** A loop and not a recursion: a step that is over at once only raises what the loop looks at. */
  private void startMore() {
    if (starting) {
      return;
    }
    starting = true;
    while (failure == null && next < values.length && underWay < concurrency) {
      int index = next++;
      underWay++;
      F begun;
      try {
        begun = step.apply(items.get(index));
        place.listen(begun, this, index);
      } catch (Throwable thrown) {
        arrived(null, index, null, thrown);
      }
    }
    starting = false;
    if (failure == null && next == values.length && underWay == 0) {
      next++; // told once
      out.succeed(WhenAll.asList(values));
    }
  }

  @Override
  public void arrived(
      @Nullable Object target, int index, @Nullable Object value, @Nullable Throwable error) {
    underWay--;
    values[index] = value;
    if (error == null) {
      startMore();
      return;
    }
    boolean first = failure == null;
    failure = Errors.first(failure, error);
    if (first) {
      out.fail(error);
    }
  }
}
