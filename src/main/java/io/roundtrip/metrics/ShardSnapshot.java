package io.roundtrip.metrics;

import java.util.List;

/**
 * What one stage of one shard counted. Immutable.
 *
 * @param routes one for each route, in the order of the conf
 * @param loop of its event loop; {@link LoopFigures#NONE} where another stage says it
 * @param unrouted requests that matched no route
 * @param journal what became of its entries; none where another stage says it
 * @param tables one for each {@code postgres} destination, in the order of the conf; none where another stage says it
 * @param arrays likewise for each {@code http} destination that takes arrays
 * @param states one for each route with state, in the order of the conf; none where another stage says it
 * @param mllp one for each route with an MLLP source, in the order of the conf; none where another stage says it
 */
public record ShardSnapshot(
    List<RouteSnapshot> routes,
    LoopFigures loop,
    long unrouted,
    JournalFigures journal,
    List<TableFigures> tables,
    List<ArrayFigures> arrays,
    List<StateFigures> states,
    List<MllpFigures> mllp) {
  /** Of a stage without destinations, states and MLLP sources. */
  public ShardSnapshot(
      List<RouteSnapshot> routes, LoopFigures loop, long unrouted, JournalFigures journal) {
    this(routes, loop, unrouted, journal, List.of(), List.of(), List.of(), List.of());
  }
}
