package io.roundtrip.future;

import io.vertx.core.Completable;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code whenSome}: the first {@code n} futures to succeed, in the order of their arrival. Confined to its {@link Place}.
 *
 * <p>Fails as soon as {@code n} cannot be reached any more: with the first error, to which later ones are attached. The
 * rest is consumed.
 */
final class WhenSome<T extends @Nullable Object> implements Joint {
  private final List<Arrived<T>> arrived = new ArrayList<>();
  private final Completable<? super List<Arrived<T>>> out;
  private final int wanted;
  private int missing;
  private boolean decided;
  private @Nullable Throwable failure;

  private WhenSome(int wanted, int missing, Completable<? super List<Arrived<T>>> out) {
    this.wanted = wanted;
    this.missing = missing;
    this.out = out;
  }

  /** Refuses what cannot be begun, before anything is made. */
  static void check(int wanted, List<?> futures) {
    if (wanted < 0 || wanted > futures.size()) {
      throw new IllegalArgumentException(
          "whenSome can wait for 0 to " + futures.size() + " of the futures, got " + wanted);
    }
  }

  static <F, T extends @Nullable Object> void start(
      Place<F> place,
      int wanted,
      List<? extends F> futures,
      Completable<? super List<Arrived<T>>> out) {
    List<F> given = List.copyOf(futures);
    WhenSome<T> some = new WhenSome<>(wanted, given.size(), out);
    place.begin(
        () -> {
          some.decide();
          for (int i = 0; i < given.size(); i++) {
            place.listen(given.get(i), some, i);
          }
        });
  }

  @Override
  public void arrived(
      @Nullable Object target, int index, @Nullable Object value, @Nullable Throwable error) {
    missing--;
    if (error != null) {
      failure = Errors.first(failure, error);
    } else if (!decided) {
      arrived.add(new Arrived<>(index, Untyped.as(value)));
    }
    decide();
  }

  private void decide() {
    if (decided) {
      return;
    }
    if (arrived.size() == wanted) {
      decided = true;
      out.succeed(List.copyOf(arrived));
    } else if (arrived.size() + missing < wanted && failure != null) {
      decided = true;
      out.fail(failure);
    }
  }
}
