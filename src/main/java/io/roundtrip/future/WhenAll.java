package io.roundtrip.future;

import io.vertx.core.Completable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code whenAll} of a list: all values, in the order of the futures. Confined to its {@link Place}.
 *
 * <p>The first failure fails the whole at once; the others are still consumed, and later failures are attached to it.
 */
final class WhenAll<T extends @Nullable Object> implements Joint {
  private final Completable<? super List<T>> out;
  private final @Nullable Object[] values;
  private int missing;
  private @Nullable Throwable failure;

  private WhenAll(int count, Completable<? super List<T>> out) {
    this.values = new Object[count];
    this.missing = count;
    this.out = out;
  }

  static <F, T extends @Nullable Object> void start(
      Place<F> place, List<? extends F> futures, Completable<? super List<T>> out) {
    List<F> all = List.copyOf(futures);
    if (all.isEmpty()) {
      out.succeed(List.of());
      return;
    }
    WhenAll<T> whole = new WhenAll<>(all.size(), out);
    place.begin(
        () -> {
          for (int i = 0; i < all.size(); i++) {
            place.listen(all.get(i), whole, i);
          }
        });
  }

  @Override
  public void arrived(
      @Nullable Object target, int index, @Nullable Object value, @Nullable Throwable error) {
    missing--;
    values[index] = value;
    if (error != null) {
      boolean first = failure == null;
      failure = Errors.first(failure, error);
      if (first) {
        out.fail(error);
      }
    } else if (missing == 0 && failure == null) {
      out.succeed(asList(values));
    }
  }

  @SuppressWarnings("unchecked") // what the futures brought
  static <T extends @Nullable Object> List<T> asList(@Nullable Object[] values) {
    return Collections.unmodifiableList((List<T>) Arrays.asList(values));
  }
}
