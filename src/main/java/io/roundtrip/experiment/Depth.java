package io.roundtrip.experiment;

/** How thorough an experiment is. Immutable. */
public enum Depth {
  /** Under a minute, to see the shape. */
  QUICK,
  /** As long as steady numbers take. */
  FULL
}
