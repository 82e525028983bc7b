package io.roundtrip.route;

import io.roundtrip.conf.ConfError;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.conf.PathText;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.delivery.Gate;
import io.roundtrip.delivery.Plan;
import io.roundtrip.format.KeyReader;
import io.roundtrip.format.Transform;
import io.roundtrip.queue.Credits;
import java.util.ArrayList;
import java.util.List;

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
              Plan.of(route),
              transform,
              route.order() == RouteConf.Order.PER_KEY ? key : null,
              idempotency == null ? null : KeyReader.compile(route, idempotency.key(), errors),
              new Credits(route.queue().capacity(), route.queue().bytes(), memory),
              new Credits(route.queue().capacity(), route.queue().bytes(), memory),
              route.to().stream().map(Gate::new).toList()));
    }
    return List.copyOf(routes);
  }
}
