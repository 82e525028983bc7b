package io.roundtrip.metrics;

import java.util.List;

/**
 * What one shard counted of its idempotency keys. Immutable.
 *
 * @param routes the answers it gave by itself, one for each route in the order of the conf
 * @param keys what came of the messages, likewise
 * @param unwritten outcomes that the store has not been told yet
 */
public record KeySnapshot(List<RouteSnapshot> routes, List<KeyFigures> keys, long unwritten) {
  /** Nothing was counted. */
  public static final KeySnapshot NONE = new KeySnapshot(List.of(), List.of(), 0);
}
