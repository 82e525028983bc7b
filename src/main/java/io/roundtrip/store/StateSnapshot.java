package io.roundtrip.store;

import io.roundtrip.state.Entity;

/**
 * An entity as it was at one moment. Immutable.
 *
 * @param route its route's id
 * @param key whose it is
 * @param entity what it was
 * @param keep whether it stays after a later one
 */
public record StateSnapshot(String route, String key, Entity entity, boolean keep) {
  /** What it counts for while it waits to be written: its bytes in memory, roughly. */
  public long bytes() {
    return entity.bytes(key);
  }
}
