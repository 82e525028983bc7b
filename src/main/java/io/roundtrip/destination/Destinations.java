package io.roundtrip.destination;

import io.roundtrip.bus.Bus;
import io.roundtrip.conf.DestinationConf;
import io.vertx.core.Vertx;

/** Opens destinations as the conf describes them. Stateless. */
public final class Destinations {
  private Destinations() {}

  /**
   * One shard's way to the destination, on the caller's context.
   *
   * @param keepAnswer whether its answers are wanted ({@code respond-with})
   */
  public static Destination open(Vertx vertx, Bus bus, DestinationConf conf, boolean keepAnswer) {
    return switch (conf.target()) {
      case DestinationConf.Http http -> new HttpDestination(vertx, conf, http, keepAnswer);
      case DestinationConf.EventBus eventBus -> new BusDestination(bus, conf, eventBus);
      case DestinationConf.Postgres postgres ->
          throw new UnsupportedOperationException("postgres destination");
    };
  }
}
