package io.roundtrip.destination;

import io.roundtrip.bus.Bus;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.format.RowReader;
import io.roundtrip.pg.PgClient;
import io.roundtrip.route.Route;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * Opens one shard's destinations as the conf describes them, on the caller's context. Immutable.
 *
 * @param store for tables; null where the conf has no store, and then no table either
 * @param shards how many shards share a destination
 */
public record Destinations(Vertx vertx, Bus bus, @Nullable PgClient store, int shards) {
  /** The shard's way to one of the route's destinations. */
  public Destination open(Route route, DestinationConf conf) {
    // Whether its answers are wanted.
    boolean keepAnswer = conf.id().equals(route.conf().respondWith());
    return switch (conf.target()) {
      case DestinationConf.Http http -> {
        DestinationConf.ArrayBatch batch = http.batch();
        yield batch == null
            ? new HttpDestination(vertx, conf, http, keepAnswer)
            : new ArrayDestination(vertx, conf, http, batch, keepAnswer);
      }
      case DestinationConf.Mllp mllp -> new MllpDestination(vertx, conf, mllp, keepAnswer, shards);
      case DestinationConf.EventBus eventBus -> new BusDestination(bus, conf, eventBus);
      case DestinationConf.Postgres table -> {
        PgClient client = store;
        RowReader rows = route.rows().get(conf.id());
        if (client == null || rows == null) {
          throw new IllegalStateException(
              "route '" + route.id() + "': destination '" + conf.id() + "': there is no store");
        }
        yield new PostgresDestination(vertx, client, route.id(), conf, table, rows);
      }
    };
  }
}
