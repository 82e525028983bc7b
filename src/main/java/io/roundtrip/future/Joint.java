package io.roundtrip.future;

import org.jspecify.annotations.Nullable;

/** Where the outcome of a consumed future goes inside this package: no listener object for each future. */
@FunctionalInterface
interface Joint {
  /**
   * The future is over and was recycled. Must not throw.
   *
   * @param target what was given with the joint
   * @param index what was given with the joint: which of several futures
   */
  void arrived(
      @Nullable Object target, int index, @Nullable Object value, @Nullable Throwable failure);
}
