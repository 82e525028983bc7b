package io.roundtrip.future;

import org.jspecify.annotations.Nullable;

/** Makes one value of four. */
@FunctionalInterface
public interface Combine4<
    A extends @Nullable Object,
    B extends @Nullable Object,
    C extends @Nullable Object,
    D extends @Nullable Object,
    R extends @Nullable Object> {
  /** Makes it. */
  R apply(A a, B b, C c, D d);
}
