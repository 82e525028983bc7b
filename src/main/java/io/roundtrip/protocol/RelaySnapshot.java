package io.roundtrip.protocol;

import io.roundtrip.metrics.RelayFigures;
import io.roundtrip.metrics.ShardSnapshot;
import java.util.List;

/**
 * What a shard's relay counted. Immutable.
 *
 * @param shard answers to senders, and what became of journal entries
 * @param routes one for each route, in the order of the conf
 */
public record RelaySnapshot(ShardSnapshot shard, List<RelayFigures> routes) {
  /** Copies. */
  public RelaySnapshot {
    routes = List.copyOf(routes);
  }
}
