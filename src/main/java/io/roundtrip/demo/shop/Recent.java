package io.roundtrip.demo.shop;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The newest entries by id. Confined to its service's thread.
 *
 * @param <V> what is kept
 */
final class Recent<V> {
  /** How many are kept; one more, and the oldest is forgotten. */
  static final int MOST = 10_000;

  private final Map<String, V> byId = new LinkedHashMap<>();

  @Nullable V get(String id) {
    return byId.get(id);
  }

  void put(String id, V entry) {
    byId.put(id, entry);
    if (byId.size() > MOST) {
      byId.remove(byId.keySet().iterator().next());
    }
  }

  @Nullable V remove(String id) {
    return byId.remove(id);
  }
}
