package io.roundtrip.format;

/** One item of a map, compiled. Immutable. */
sealed interface Action permits Rule, Each {
  /** Reads what it needs and sets what it makes of it. */
  void apply(Values in, Cells out) throws BadMessage;
}
