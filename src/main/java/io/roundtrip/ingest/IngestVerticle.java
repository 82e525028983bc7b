package io.roundtrip.ingest;

import io.roundtrip.bus.Bus;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.metrics.JournalFigures;
import io.roundtrip.metrics.LoopFigures;
import io.roundtrip.metrics.QueueFigures;
import io.roundtrip.metrics.RouteMeter;
import io.roundtrip.metrics.RouteSnapshot;
import io.roundtrip.metrics.ShardSnapshot;
import io.roundtrip.model.MessageIds;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.Reason;
import io.roundtrip.net.BodyReader;
import io.roundtrip.net.Endpoint;
import io.roundtrip.net.Listener;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.Drain;
import io.roundtrip.queue.Credits;
import io.roundtrip.route.Route;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One shard's ingest: its share of the ingest port, and the routes' event-bus addresses. Loop-confined.
 *
 * <p>{@code BEGIN} of a drain refuses what is new and is answered when every request accepted before has its answer;
 * {@code FINISH} refuses what has not wholly arrived.
 */
public final class IngestVerticle implements Deployable {
  private final int shard;
  private final int shards;
  private final EngineConf.Http conf;
  private final int port;
  private final List<Route> routes;
  private final Credits memory;
  private final Addresses addresses;
  private final Bus bus;
  private final List<Endpoint> more;
  private final List<RouteMeter> meters = new ArrayList<>();
  private final List<BusIngest> busIngests = new ArrayList<>();
  private final List<Bus.Registration> registrations = new ArrayList<>();
  private final HttpAnswer answers = new HttpAnswer();
  private @Nullable Admission admission;
  private @Nullable ReplayIngest replays;
  private BodyReader.@Nullable Limits limits;
  private @Nullable Listener listener;
  private long unrouted;

  /**
   * The ingest of one shard for all routes.
   *
   * @param port as {@link Listener.Limits} takes it
   * @param memory bounds what all routes hold together
   * @param more what else answers on the port: asked after the routes, by this shard alone
   */
  public IngestVerticle(
      int shard,
      int shards,
      EngineConf.Http conf,
      int port,
      List<Route> routes,
      Credits memory,
      Addresses addresses,
      Bus bus,
      List<Endpoint> more) {
    this.shard = shard;
    this.shards = shards;
    this.conf = conf;
    this.port = port;
    this.routes = routes;
    this.memory = memory;
    this.addresses = addresses;
    this.bus = bus;
    this.more = List.copyOf(more);
  }

  @Override
  public Future<?> deploy(Context context) {
    for (Route route : routes) {
      meters.add(new RouteMeter(route.conf().to().size(), System.nanoTime()));
    }
    MessageIds ids = new MessageIds(new SplittableRandom(new SecureRandom().nextLong()));
    Admission door = new Admission(bus, addresses, context, ids, shard, shards, routes, meters);
    admission = door;
    BodyReader.Limits bounds = new BodyReader.Limits(conf.maxBody(), memory);
    limits = bounds;
    HttpIngest http = new HttpIngest(routes, door, answers, bounds);
    Listener listening =
        new Listener(
            context.owner(),
            new Listener.Limits(
                conf.host(),
                port,
                conf.headerTimeout(),
                conf.idleTimeout(),
                Math.max(1, conf.maxConnections() / shards)),
            bounds,
            endpoints(http, door, bounds),
            this::refuseUnrouted,
            this::refuseDraining);
    listener = listening;
    serveBus(door, context);
    return listening.listen();
  }

  private List<Endpoint> endpoints(HttpIngest http, Admission door, BodyReader.Limits bounds) {
    List<Endpoint> all = new ArrayList<>();
    all.add(http);
    all.add(new LookupEndpoint(bus, addresses, shards, door, answers));
    all.add(new BatchEndpoint(http, door, answers, bounds));
    all.addAll(more);
    return all;
  }

  /** The port it listens on. */
  public int port() {
    return listener == null ? -1 : listener.port();
  }

  private void serveBus(Admission door, Context context) {
    for (Route route : routes) {
      // Two consumers would race: a route with an order has one door for what comes over the bus.
      if (!route.isOrdered() || route.laneShard(null, shards) == shard) {
        BusIngest ingest = new BusIngest(route, door, conf.maxBody());
        busIngests.add(ingest);
        registrations.add(bus.serve(Addresses.route(route.id()), ingest));
      }
    }
    ReplayIngest replaying = new ReplayIngest(routes, shard, bus.caller(context), addresses);
    replays = replaying;
    registrations.add(bus.serve(addresses.replay(shard), replaying));
    registrations.add(
        bus.serve(addresses.ingestSnapshot(shard), (any, asker) -> asker.succeed(snapshot())));
    registrations.add(bus.serve(addresses.drainIngest(shard), this::drain));
  }

  @Override
  public Future<?> undeploy(Context context) {
    List<Future<?>> ends = new ArrayList<>();
    registrations.forEach(registration -> ends.add(registration.end()));
    if (admission != null) {
      admission.close();
    }
    if (replays != null) {
      replays.close();
    }
    if (listener != null) {
      ends.add(listener.close());
    }
    return ends.isEmpty() ? Future.succeededFuture() : Future.join(ends).otherwiseEmpty();
  }

  private void drain(Drain how, Completable<Boolean> asker) {
    busIngests.forEach(BusIngest::drain);
    if (replays != null) {
      replays.drain();
    }
    Listener listening = listener;
    if (how == Drain.BEGIN && listening != null) {
      listening.drain(() -> asker.succeed(true));
      return;
    }
    if (admission != null && limits != null) {
      admission.drain();
      limits.refuseAll();
    }
    if (listening != null) {
      listening.finish();
    }
    asker.succeed(true);
  }

  private ShardSnapshot snapshot() {
    long now = System.nanoTime();
    List<RouteSnapshot> all = new ArrayList<>(meters.size());
    for (int i = 0; i < meters.size(); i++) {
      QueueFigures door = admission == null ? QueueFigures.NONE : admission.figures(i);
      all.add(meters.get(i).snapshot(now).with(door));
    }
    return new ShardSnapshot(all, LoopFigures.NONE, unrouted, JournalFigures.NONE);
  }

  private boolean refuseUnrouted(HttpServerRequest request) {
    unrouted++;
    answers.send(
        request.response(),
        Outcome.refused(nextId(), "", Reason.NO_ROUTE, "no route takes " + request.path(), 0));
    return true;
  }

  private void refuseDraining(HttpServerRequest request) {
    answers.send(
        request.response(),
        Outcome.refused(nextId(), "", Reason.DRAINING, "the engine is draining", 1_000));
  }

  private String nextId() {
    return admission == null ? "" : admission.nextId();
  }
}
