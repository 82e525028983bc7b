package io.roundtrip.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A route as it is now. Immutable.
 *
 * @param id its id
 * @param capacity messages that may wait
 * @param effectiveCapacity messages that may wait now
 * @param depth messages that wait
 * @param bytes their bytes
 * @param highWater the most that ever waited
 * @param destinations in the order of the conf
 * @param snapshot what all shards counted
 * @param shards what each of them counted of its queue
 * @param relayed what became of its stored messages; null where none are stored
 * @param state what its states take; null where it has none
 */
public record RouteView(
    String id,
    int capacity,
    int effectiveCapacity,
    int depth,
    long bytes,
    int highWater,
    List<DestinationView> destinations,
    RouteSnapshot snapshot,
    List<QueueFigures> shards,
    @Nullable RelayFigures relayed,
    @Nullable StateFigures state) {

  /**
   * A destination as it is now.
   *
   * @param id its id
   * @param slots messages that may be under way to it
   * @param inUse messages that are
   * @param breaker {@code none}, {@code closed} or {@code open}
   * @param breakerOpenings how often its breaker opened
   * @param arrays what it was sent in arrays; null where it takes none
   */
  public record DestinationView(
      String id,
      int slots,
      int inUse,
      String breaker,
      long breakerOpenings,
      @Nullable ArrayFigures arrays) {}
}
