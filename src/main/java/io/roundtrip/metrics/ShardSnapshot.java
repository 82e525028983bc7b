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
 * @param states one for each route with state, in the order of the conf; none where another stage says it
 * @param mllp one for each route with an MLLP source, in the order of the conf; none where another stage says it
 */
public record ShardSnapshot(
    List<RouteSnapshot> routes,
    LoopFigures loop,
    long unrouted,
    JournalFigures journal,
    List<TableFigures> tables,
    List<StateFigures> states,
    List<MllpFigures> mllp) {
  /** {@link #ShardSnapshot(List, LoopFigures, long, JournalFigures, List, List, List)} of a stage without tables, states and MLLP sources. */
  public ShardSnapshot(
      List<RouteSnapshot> routes, LoopFigures loop, long unrouted, JournalFigures journal) {
    this(routes, loop, unrouted, journal, List.of(), List.of(), List.of());
  }

  /** {@link #ShardSnapshot(List, LoopFigures, long, JournalFigures, List, List, List)} of a stage without MLLP sources. */
  public ShardSnapshot(
      List<RouteSnapshot> routes,
      LoopFigures loop,
      long unrouted,
      JournalFigures journal,
      List<TableFigures> tables,
      List<StateFigures> states) {
    this(routes, loop, unrouted, journal, tables, states, List.of());
  }
}
