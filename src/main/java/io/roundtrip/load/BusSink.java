package io.roundtrip.load;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.Bus;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.RouteMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;

/** A route of an engine on the same Vert.x, reached by its event-bus address. Loop-confined. */
public final class BusSink implements Sink {
  private static final long GRACE_MILLIS = 1_000;

  private final Bus bus;
  private final Address<RouteMessage, Outcome> route;
  private final Map<String, String> headers;
  private final Duration deadline;

  /** Sends to the route with this id; the engine answers within the deadline. */
  public BusSink(Bus bus, String route, Map<String, String> headers, Duration deadline) {
    this.bus = bus;
    this.route = new Address<>("roundtrip.route." + route);
    this.headers = Map.copyOf(headers);
    this.deadline = deadline;
  }

  @Override
  public Future<Answer> send(LoadMessage message) {
    RouteMessage sent = new RouteMessage(headers, message.body(), deadline);
    return bus.request(route, sent, deadline.toMillis() + GRACE_MILLIS).map(Answer::of);
  }
}
