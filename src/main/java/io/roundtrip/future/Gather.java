package io.roundtrip.future;

import io.vertx.core.Completable;
import java.util.Objects;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code whenAll} of two to four futures of different types: waits for all and makes one value of theirs. Confined to its
 * {@link Place}; on a loop it is used again, so that it waits without garbage.
 *
 * <p>The first failure fails the whole at once; the others are still consumed, and later failures are attached to it.
 */
final class Gather implements Joint {
  private final @Nullable Object[] values = new Object[4];
  private @Nullable Object combine;
  private @Nullable Completable<@Nullable Object> result;
  private @Nullable Throwable failure;
  private int missing;

  /** Begins to wait for so many, each of which arrives with its index. */
  Gather begin(int count, Object combination, Completable<?> out) {
    missing = count;
    combine = combination;
    result = Untyped.listener(out);
    return this;
  }

  @Override
  public void arrived(
      @Nullable Object pool, int index, @Nullable Object value, @Nullable Throwable error) {
    // Counted before anything is told: the listener may complete the other inputs from inside.
    boolean last = --missing == 0;
    values[index] = value;
    Completable<@Nullable Object> out = Objects.requireNonNull(result);
    Throwable first = failure;
    if (error != null) {
      failure = Errors.first(first, error);
      if (first == null) {
        out.complete(null, error);
      }
    }
    if (last) {
      end(pool, out);
    }
  }

  private void end(@Nullable Object pool, Completable<@Nullable Object> out) {
    boolean ok = failure == null;
    Object made = null;
    Throwable bug = null;
    if (ok) {
      try {
        made = made();
      } catch (Throwable thrown) {
        bug = thrown;
      }
    }
    failure = null;
    combine = null;
    result = null;
    for (int i = 0; i < values.length; i++) {
      values[i] = null;
    }
    if (pool instanceof FuturePool loop) {
      loop.giveBack(this); // before the result is told, which may begin the next
    }
    if (ok) {
      out.complete(made, bug);
    }
  }

  @SuppressWarnings("unchecked") // the public methods say what goes with what
  private @Nullable Object made() {
    return switch (combine) {
      case BiFunction<?, ?, ?> two ->
          ((BiFunction<@Nullable Object, @Nullable Object, @Nullable Object>) two)
              .apply(values[0], values[1]);
      case Combine3<?, ?, ?, ?> three ->
          ((Combine3<@Nullable Object, @Nullable Object, @Nullable Object, @Nullable Object>) three)
              .apply(values[0], values[1], values[2]);
      case Combine4<?, ?, ?, ?, ?> four ->
          ((Combine4<
                      @Nullable Object,
                      @Nullable Object,
                      @Nullable Object,
                      @Nullable Object,
                      @Nullable Object>)
                  four)
              .apply(values[0], values[1], values[2], values[3]);
      case null, default -> throw new IllegalStateException("nothing combines them");
    };
  }
}
