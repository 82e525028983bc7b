package io.roundtrip.idempotency;

import io.roundtrip.metrics.KeyFigures;
import io.roundtrip.metrics.KeySnapshot;
import io.roundtrip.metrics.RouteMeter;
import io.roundtrip.metrics.RouteSnapshot;
import io.roundtrip.model.Outcome;
import io.roundtrip.route.Route;
import java.util.ArrayList;
import java.util.List;

/** Counts what came of the messages with an idempotency key, by route. Loop-confined. */
final class KeyTally {
  /** In the order of {@link KeyFigures#RESULTS}. */
  enum Result {
    FIRST,
    RESUMED,
    REPLAYED,
    ATTACHED,
    CONFLICT,
    TIMEOUT,
    STORE_UNAVAILABLE
  }

  private final long[][] results;
  private final List<RouteMeter> meters = new ArrayList<>();

  KeyTally(List<Route> routes) {
    this.results = new long[routes.size()][Result.values().length];
    for (Route route : routes) {
      meters.add(new RouteMeter(route.conf().to().size(), System.nanoTime()));
    }
  }

  @SuppressWarnings("EnumOrdinal") // a counter is its place in an array
  void count(int route, Result result) {
    results[route][result.ordinal()]++;
  }

  /** A sender was answered that no worker has answered. */
  void answered(int route, Outcome outcome) {
    meters.get(route).repeated(outcome);
  }

  KeySnapshot snapshot(long unwritten) {
    long now = System.nanoTime();
    List<RouteSnapshot> routes = new ArrayList<>(meters.size());
    List<KeyFigures> keys = new ArrayList<>(meters.size());
    for (int i = 0; i < meters.size(); i++) {
      routes.add(meters.get(i).snapshot(now));
      keys.add(new KeyFigures(results[i].clone()));
    }
    return new KeySnapshot(routes, keys, unwritten);
  }
}
