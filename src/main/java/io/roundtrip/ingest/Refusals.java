package io.roundtrip.ingest;

import io.roundtrip.conf.RouteConf.WhenFull;
import io.roundtrip.metrics.QueueFigures;
import io.roundtrip.route.DropLog;
import io.roundtrip.route.Route;
import java.util.List;

/** Counts the messages that found no room at one shard's door, and says so. Loop-confined. */
final class Refusals {
  private final long[] rejected;
  private final long[] dropped;
  private final List<DropLog> logs;

  Refusals(List<Route> routes) {
    rejected = new long[routes.size()];
    dropped = new long[routes.size()];
    logs = routes.stream().map(route -> new DropLog(route.id(), "newest")).toList();
  }

  /** A message found no room before anybody looked at its queue. */
  void onRejected(Route route) {
    rejected[route.index()]++;
  }

  /** A message found its queue full; what its sender is told. */
  String onFull(Route route) {
    String full = "the queue of route '" + route.id() + "' holds all it may";
    if (route.conf().queue().whenFull() == WhenFull.DROP_NEWEST) {
      dropped[route.index()]++;
      logs.get(route.index()).dropped(1, System.nanoTime());
      return "dropped: " + full;
    }
    rejected[route.index()]++;
    return full;
  }

  /** What was counted of the route. */
  QueueFigures figures(int route) {
    return QueueFigures.atDoor(rejected[route], dropped[route]);
  }
}
