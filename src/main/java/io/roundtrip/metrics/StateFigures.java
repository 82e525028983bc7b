package io.roundtrip.metrics;

/**
 * What a route's state takes and has seen. Immutable.
 *
 * @param route its route's id
 * @param entities how many are in memory
 * @param bytes how much memory they take, roughly
 * @param inDoubt how many of them are in doubt
 * @param unwritten how many of them the store does not have as they are
 * @param loaded how many were asked for from the store
 * @param moved how many messages changed one
 * @param conflicts how many messages were not allowed by one
 * @param evicted how many made room, or were idle
 */
public record StateFigures(
    String route,
    long entities,
    long bytes,
    long inDoubt,
    long unwritten,
    long loaded,
    long moved,
    long conflicts,
    long evicted) {
  /** Both together: one route on two shards. */
  public StateFigures plus(StateFigures other) {
    return new StateFigures(
        route,
        entities + other.entities,
        bytes + other.bytes,
        inDoubt + other.inDoubt,
        unwritten + other.unwritten,
        loaded + other.loaded,
        moved + other.moved,
        conflicts + other.conflicts,
        evicted + other.evicted);
  }
}
