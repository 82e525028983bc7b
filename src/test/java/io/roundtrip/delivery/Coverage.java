package io.roundtrip.delivery;

import java.util.Map;
import java.util.TreeMap;

/** What simulations met, so that a test can tell that it met everything. */
final class Coverage {
  private final Map<String, Long> seen = new TreeMap<>();

  void saw(String what) {
    seen.merge(what, 1L, Long::sum);
  }

  void add(Coverage other) {
    other.seen.forEach((what, count) -> seen.merge(what, count, Long::sum));
  }

  long of(String what) {
    return seen.getOrDefault(what, 0L);
  }

  @Override
  public String toString() {
    return seen.toString();
  }
}
