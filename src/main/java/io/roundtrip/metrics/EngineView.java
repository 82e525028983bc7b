package io.roundtrip.metrics;

import java.util.List;

/**
 * All that was counted, over all shards. Immutable: the array is never changed.
 *
 * @param routes in the order of the conf
 * @param loopLagNanos by shard
 * @param unrouted requests that matched no route
 * @param journal what became of its entries
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EngineView(
    List<RouteView> routes, long[] loopLagNanos, long unrouted, JournalFigures journal) {}
