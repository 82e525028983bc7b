package io.roundtrip.metrics;

/** Whether the database that messages are kept in answers. Immutable. */
public enum StoreState {
  /** The conf needs none. */
  NONE,
  /** It answers. */
  UP,
  /** It does not, or not yet. */
  DOWN
}
