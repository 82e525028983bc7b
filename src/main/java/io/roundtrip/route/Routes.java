package io.roundtrip.route;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.conf.PathText;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.delivery.Gate;
import io.roundtrip.delivery.Plan;
import io.roundtrip.format.KeyReader;
import io.roundtrip.format.RowReader;
import io.roundtrip.format.Transform;
import io.roundtrip.queue.Credits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Compiles a conf's routes. Stateless. */
public final class Routes {
  private Routes() {}

  /**
   * All routes of the conf, in its order; what is wrong in their paths is added to {@code errors}, and only without
   * errors may they run.
   *
   * @param memory bounds the bytes that wait in all of them together
   */
  public static List<Route> compile(EngineConf conf, Credits memory, List<ConfError> errors) {
    EngineConf.Store store = conf.store();
    boolean recorded = store != null && store.journal() == EngineConf.Journal.WRITE_AHEAD;
    List<Route> routes = new ArrayList<>(conf.routes().size());
    for (RouteConf route : conf.routes()) {
      Transform transform = Transform.compile(route, errors);
      PathText path = route.key();
      KeyReader key = path == null ? null : KeyReader.compile(route, path, errors);
      RouteConf.Idempotency idempotency = route.idempotency();
      routes.add(
          new Route(
              routes.size(),
              route,
              // What is stored is recorded before anything else.
              Plan.of(route, recorded && route.reply() != RouteConf.Reply.STORED),
              transform,
              route.order() == RouteConf.Order.PER_KEY ? key : null,
              idempotency == null ? null : KeyReader.compile(route, idempotency.key(), errors),
              new Credits(route.queue().capacity(), route.queue().bytes(), memory),
              new Credits(route.queue().capacity(), route.queue().bytes(), memory),
              route.to().stream().map(Gate::new).toList(),
              route.headerNames(),
              new Credits(Integer.MAX_VALUE, route.queue().bytes(), memory),
              rows(route, errors),
              RouteState.compile(route, errors)));
    }
    return List.copyOf(routes);
  }

  private static Map<String, RowReader> rows(RouteConf route, List<ConfError> errors) {
    Map<String, RowReader> rows = new HashMap<>();
    for (DestinationConf to : route.to()) {
      if (to.target() instanceof DestinationConf.Postgres table) {
        rows.put(to.id(), RowReader.compile(route, to, table, errors));
      }
    }
    return Map.copyOf(rows);
  }
}
