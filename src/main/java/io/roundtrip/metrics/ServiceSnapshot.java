package io.roundtrip.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one shard counted of its services, or all together. Immutable.
 *
 * @param methods one for each method that runs there
 * @param events of the hub, and of readers over HTTP
 */
public record ServiceSnapshot(List<MethodFigures> methods, EventFigures events) {
  /** Nothing was counted. */
  public static final ServiceSnapshot NONE = new ServiceSnapshot(List.of(), EventFigures.NONE);

  /** Both together. */
  public ServiceSnapshot plus(ServiceSnapshot other) {
    Map<List<String>, MethodFigures> sums = new LinkedHashMap<>();
    List<MethodFigures> all = new ArrayList<>(methods);
    all.addAll(other.methods);
    for (MethodFigures one : all) {
      sums.merge(List.of(one.service(), one.method()), one, MethodFigures::plus);
    }
    return new ServiceSnapshot(List.copyOf(sums.values()), events.plus(other.events));
  }
}
