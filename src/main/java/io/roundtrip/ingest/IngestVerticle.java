package io.roundtrip.ingest;

import io.roundtrip.bus.Bus;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.conf.RouteConf;
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
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerRequest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One shard's ingest: its share of the ingest port and of the routes' MLLP ports, and the routes' event-bus addresses. Loop-confined.
 *
 * <p>{@code BEGIN} of a drain refuses what is new and is answered when every request accepted before has its answer;
 * {@code FINISH} refuses what has not wholly arrived.
 */
public final class IngestVerticle implements Deployable {
  /** Of one engine, as far as their free ports go. */
  private static final int MOST_ROUTES = 100_000;

  private final int shard;
  private final int shards;
  private final EngineConf.Http conf;
  private final int port;
  private final int engine;
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
  private final List<MllpIngest> mllp = new ArrayList<>();
  private @Nullable LateAcknowledgements late;
  private BodyReader.@Nullable Limits limits;
  private @Nullable Listener listener;
  private long unrouted;

  /**
   * The ingest of one shard for all routes.
   *
   * @param port as {@link Listener.Limits} takes it
   * @param engine tells the free ports of one engine from those of others on the same Vert.x
   * @param memory bounds what all routes hold together
   * @param more what else answers on the port: asked after the routes, by this shard alone
   */
  public IngestVerticle(
      int shard,
      int shards,
      EngineConf.Http conf,
      int port,
      int engine,
      List<Route> routes,
      Credits memory,
      Addresses addresses,
      Bus bus,
      List<Endpoint> more) {
    this.shard = shard;
    this.shards = shards;
    this.conf = conf;
    this.port = port;
    this.engine = engine;
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
    openMllp(door, context);
    return listening
        .listen()
        .<Void>compose(
            open -> Future.all(mllp.stream().map(MllpIngest::listen).toList()).mapEmpty())
        // Of several ports one may be taken: the others are not left open.
        .recover(failure -> undeploy(context).transform(closed -> Future.failedFuture(failure)));
  }

  private void openMllp(Admission door, Context context) {
    LateAcknowledgements following =
        new LateAcknowledgements(context.owner(), bus, addresses, shards);
    late = following;
    for (Route route : routes) {
      RouteConf.MllpSource source = route.conf().mllp();
      if (source != null) {
        int shared = source.port() == 0 ? sharedPort(route) : source.port();
        mllp.add(
            new MllpIngest(
                context.owner(), route, source, shared, shards, door, memory, following));
      }
    }
  }

  /** A free port that the route's listeners on all shards share, and nobody else's: not that of HTTP either. */
  private int sharedPort(Route route) {
    return -(engine * MOST_ROUTES + MOST_ROUTES + route.index());
  }

  /** The ports of the routes' MLLP sources, by the routes' ids, in the order of the conf. */
  public Map<String, Integer> mllpPorts() {
    Map<String, Integer> ports = new LinkedHashMap<>();
    mllp.forEach(source -> ports.put(source.route.id(), source.port()));
    return ports;
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
    if (late != null) {
      late.close();
    }
    if (listener != null) {
      ends.add(listener.close());
    }
    mllp.forEach(source -> ends.add(source.close()));
    return ends.isEmpty() ? Future.succeededFuture() : Future.join(ends).otherwiseEmpty();
  }

  private void drain(Drain how, Completable<Boolean> asker) {
    busIngests.forEach(BusIngest::drain);
    if (replays != null) {
      replays.drain();
    }
    Listener listening = listener;
    if (how == Drain.BEGIN && listening != null) {
      List<Future<?>> idle = new ArrayList<>();
      idle.add(whenIdle(listening::drain));
      mllp.forEach(source -> idle.add(whenIdle(source::drain)));
      Future.all(idle).onComplete(all -> asker.succeed(true));
      return;
    }
    if (admission != null && limits != null) {
      admission.drain();
      limits.refuseAll();
      mllp.forEach(MllpIngest::finish);
    }
    if (listening != null) {
      listening.finish();
    }
    asker.succeed(true);
  }

  private static Future<Void> whenIdle(Consumer<Runnable> drain) {
    Promise<Void> idle = Promise.promise();
    drain.accept(idle::complete);
    return idle.future();
  }

  private ShardSnapshot snapshot() {
    long now = System.nanoTime();
    List<RouteSnapshot> all = new ArrayList<>(meters.size());
    for (int i = 0; i < meters.size(); i++) {
      QueueFigures door = admission == null ? QueueFigures.NONE : admission.figures(i);
      all.add(meters.get(i).snapshot(now).with(door));
    }
    return new ShardSnapshot(
        all,
        LoopFigures.NONE,
        unrouted,
        JournalFigures.NONE,
        List.of(),
        List.of(),
        List.of(),
        mllp.stream().map(MllpIngest::figures).toList());
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
