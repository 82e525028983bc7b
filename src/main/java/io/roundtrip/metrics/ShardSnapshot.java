package io.roundtrip.metrics;

import java.util.List;

/**
 * What one stage of one shard counted. Immutable.
 *
 * @param routes one for each route, in the order of the conf
 * @param loop of its event loop; {@link LoopFigures#NONE} where another stage says it
 * @param unrouted requests that matched no route
 * @param journal what became of its entries; none where another stage says it
 */
public record ShardSnapshot(
    List<RouteSnapshot> routes, LoopFigures loop, long unrouted, JournalFigures journal) {}
