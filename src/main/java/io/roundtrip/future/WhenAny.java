package io.roundtrip.future;

import io.vertx.core.Completable;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code whenAny}: the first future to succeed, and the rest for whoever wants them. Confined to its {@link Place}.
 *
 * <p>Fails if all have failed: with the first error, to which the others are attached.
 */
final class WhenAny<F, T extends @Nullable Object> implements Joint {
  private final List<Rest<F, T>> all = new ArrayList<>();
  private final Completable<? super First<F, T>> out;
  private int missing;
  private boolean decided;
  private @Nullable Throwable failure;

  private WhenAny(Completable<? super First<F, T>> out) {
    this.out = out;
  }

  /**
   * A future that the caller may take in place of one that was consumed.
   *
   * @param future the reading end
   * @param promise the writing end
   */
  record Rest<F, T extends @Nullable Object>(F future, Completable<T> promise) {
    static <T extends @Nullable Object> Rest<LoopFuture<T>, T> onLoop() {
      LoopFuture<T> one = LoopFuture.promise();
      one.toOptional();
      return new Rest<>(one, one);
    }

    static <T extends @Nullable Object> Rest<io.vertx.core.Future<T>, T> anywhere() {
      Promise<T> promise = Promise.promise();
      return new Rest<>(promise.future(), promise);
    }
  }

  /** Refuses what cannot be begun, before anything is made. */
  static void check(List<?> futures) {
    if (futures.isEmpty()) {
      throw new IllegalArgumentException("whenAny needs at least one future");
    }
  }

  static <F, T extends @Nullable Object> void start(
      Place<F> place,
      List<? extends F> futures,
      Supplier<Rest<F, T>> rest,
      Completable<? super First<F, T>> out) {
    List<F> given = List.copyOf(futures);
    WhenAny<F, T> any = new WhenAny<>(out);
    any.missing = given.size();
    for (int i = 0; i < given.size(); i++) {
      any.all.add(rest.get());
    }
    place.begin(
        () -> {
          for (int i = 0; i < given.size(); i++) {
            place.listen(given.get(i), any, i);
          }
        });
  }

  @Override
  public void arrived(
      @Nullable Object target, int index, @Nullable Object value, @Nullable Throwable error) {
    missing--;
    if (decided) {
      all.get(index).promise().complete(Untyped.as(value), error);
    } else if (error == null) {
      decided = true;
      List<F> others = new ArrayList<>();
      for (int i = 0; i < all.size(); i++) {
        if (i != index) {
          others.add(all.get(i).future());
        }
      }
      out.succeed(new First<>(index, Untyped.as(value), List.copyOf(others)));
    } else {
      all.get(index).promise().fail(error);
      failure = Errors.first(failure, error);
      if (missing == 0) {
        decided = true;
        out.fail(failure);
      }
    }
  }
}
