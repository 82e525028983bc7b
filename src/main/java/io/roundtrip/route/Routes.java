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
import io.roundtrip.queue.TargetWait;
import java.time.Duration;
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
      // What is stored is recorded before anything else.
      Plan plan = Plan.of(route, recorded && route.reply() != RouteConf.Reply.STORED);
      List<Gate> gates = route.to().stream().map(Gate::new).toList();
      routes.add(
          new Route(
              routes.size(),
              route,
              plan,
              transform,
              route.order() == RouteConf.Order.PER_KEY ? key : null,
              idempotency == null ? null : KeyReader.compile(route, idempotency.key(), errors),
              credits(route, plan, gates, memory),
              new Credits(route.queue().capacity(), route.queue().bytes(), memory),
              gates,
              route.headerNames(),
              new Credits(Integer.MAX_VALUE, route.queue().bytes(), memory),
              rows(route, errors),
              RouteState.compile(route, errors)));
    }
    return List.copyOf(routes);
  }

  private static Credits credits(RouteConf route, Plan plan, List<Gate> gates, Credits memory) {
    RouteConf.Queue queue = route.queue();
    Duration target = queue.targetWait();
    TargetWait bound =
        target == null
            ? null
            : new TargetWait(
                target.toNanos(), plan.parallel(gates), queue.capacity(), System::nanoTime);
    return new Credits(queue.capacity(), queue.bytes(), memory, bound);
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
