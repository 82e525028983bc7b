package io.roundtrip.metrics;

/**
 * What was noticed of one event loop. Immutable.
 *
 * @param lagNanos how late it ran a timer at worst in the last one to two minutes
 * @param futuresDropped its futures that nobody consumed, as far as the garbage collector has noticed
 * @param futuresNeverCompleted its futures that somebody waits for and whose producer is gone, likewise
 */
public record LoopFigures(long lagNanos, long futuresDropped, long futuresNeverCompleted) {
  /** Where another stage of the loop says it. */
  public static final LoopFigures NONE = new LoopFigures(0, 0, 0);
}
