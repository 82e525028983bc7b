package io.roundtrip.future;

import io.vertx.core.Completable;
import org.jspecify.annotations.Nullable;

/** Gives what an object for futures of any type holds the type it is known to have. Stateless. */
final class Untyped {
  private Untyped() {}

  /** The value as what the public methods took it for; null where that type may be null. */
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  static <T extends @Nullable Object> T as(@Nullable Object value) {
    return (T) value;
  }

  /** A listener of one type as one of any. */
  @SuppressWarnings("unchecked")
  static Completable<@Nullable Object> listener(Completable<?> listener) {
    return (Completable<@Nullable Object>) listener;
  }
}
