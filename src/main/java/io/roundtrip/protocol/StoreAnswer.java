package io.roundtrip.protocol;

/**
 * What a question to the store brings. Immutable.
 *
 * @param <T> what was asked for
 */
public sealed interface StoreAnswer<T> {
  /** What was found, which may be nothing. */
  record Found<T>(T what) implements StoreAnswer<T> {}

  /** The store cannot be asked now. */
  record Unavailable<T>(String detail) implements StoreAnswer<T> {}
}
