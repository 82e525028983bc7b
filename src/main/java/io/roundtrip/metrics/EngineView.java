package io.roundtrip.metrics;

import java.util.List;

/**
 * All that was counted, over all shards. Immutable.
 *
 * @param routes in the order of the conf
 * @param loops by shard
 * @param unrouted requests that matched no route
 * @param store whether it answers
 * @param journal what became of its entries
 * @param tables one for each {@code postgres} destination
 * @param arrays one for each {@code http} destination that takes arrays
 * @param keys what came of messages with an idempotency key, in the order of the routes; empty where no route has any
 * @param states one for each route with state
 * @param mllp one for each route with an MLLP source
 * @param services what came of calls and events
 * @param extensions what was written in Java
 */
public record EngineView(
    List<RouteView> routes,
    List<LoopFigures> loops,
    long unrouted,
    StoreState store,
    JournalFigures journal,
    List<TableFigures> tables,
    List<ArrayFigures> arrays,
    List<KeyFigures> keys,
    List<StateFigures> states,
    List<MllpFigures> mllp,
    ServiceSnapshot services,
    ExtensionFigures extensions) {}
