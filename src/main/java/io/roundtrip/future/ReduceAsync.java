package io.roundtrip.future;

import io.vertx.core.Completable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code reduceAsync}: an asynchronous step for one item after the other, each given what the one before made. Confined to
 * its {@link Place}.
 */
final class ReduceAsync<F, A extends @Nullable Object, R extends @Nullable Object>
    implements Joint {
  private final Place<F> place;
  private final List<A> items;
  private final BiFunction<? super R, ? super A, ? extends F> step;
  private final Completable<? super R> out;
  private R soFar;
  private int next;
  private boolean stepping;
  private boolean ready = true;

  private ReduceAsync(
      Place<F> place,
      List<A> items,
      R initial,
      BiFunction<? super R, ? super A, ? extends F> step,
      Completable<? super R> out) {
    this.place = place;
    this.items = items;
    this.soFar = initial;
    this.step = step;
    this.out = out;
  }

  static <F, A extends @Nullable Object, R extends @Nullable Object> void start(
      Place<F> place,
      List<A> items,
      R initial,
      BiFunction<? super R, ? super A, ? extends F> step,
      Completable<? super R> out) {
    place.begin(new ReduceAsync<>(place, new ArrayList<>(items), initial, step, out)::stepOn);
  }

  /** A loop and not a recursion: a step that is over at once only says that the next may begin. */
  private void stepOn() {
    if (stepping) {
      return;
    }
    stepping = true;
    while (ready && next < items.size()) {
      ready = false;
      int index = next++;
      try {
        place.listen(step.apply(soFar, items.get(index)), this, index);
      } catch (Throwable thrown) {
        out.fail(thrown);
      }
    }
    stepping = false;
    if (ready) {
      ready = false;
      out.succeed(soFar);
    }
  }

  @Override
  public void arrived(
      @Nullable Object target, int index, @Nullable Object value, @Nullable Throwable error) {
    if (error == null) {
      soFar = Untyped.as(value);
      ready = true;
      stepOn();
    } else {
      out.fail(error);
    }
  }
}
