package io.roundtrip.relay;

import io.roundtrip.bus.Bus;
import io.roundtrip.bus.Caller;
import io.roundtrip.future.Timers;
import io.roundtrip.metrics.JournalFigures;
import io.roundtrip.metrics.LoopFigures;
import io.roundtrip.metrics.RelayFigures;
import io.roundtrip.metrics.RouteMeter;
import io.roundtrip.metrics.ShardSnapshot;
import io.roundtrip.model.Outcome;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.Drain;
import io.roundtrip.protocol.JournalWriter;
import io.roundtrip.protocol.RelaySnapshot;
import io.roundtrip.protocol.Submission;
import io.roundtrip.queue.TimerWheel;
import io.roundtrip.reactor.Ticker;
import io.roundtrip.route.Route;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.OutboxMessage;
import io.roundtrip.store.OutboxTable;
import io.roundtrip.store.Settlement;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One shard's relay: stores what comes to {@link Addresses#relay}, and delivers what is stored. Loop-confined.
 *
 * <p>{@code BEGIN} of a drain begins no more deliveries, and is answered when all that were begun are settled in the store; so
 * is {@code FINISH}, after the worker has answered what was left. What is not settled when it is taken down keeps its claim,
 * and is taken for what a dead engine leaves.
 */
public final class RelayVerticle implements Deployable, Settler.Listener {
  private final Config config;
  private final Addresses addresses;
  private final Bus bus;
  private final Map<String, RouteRelay> byId = new LinkedHashMap<>();
  private final List<@Nullable RouteRelay> byIndex = new ArrayList<>();
  private final List<RouteMeter> meters = new ArrayList<>();
  private final Hands hands = new Hands();
  private final List<Bus.Registration> registrations = new ArrayList<>();
  private final List<Completable<Boolean>> drained = new ArrayList<>();
  private @Nullable Parts parts;
  private boolean draining;

  /**
   * What it must know. Immutable, but for what the routes and the lease are.
   *
   * @param shard its own
   * @param shards how many there are
   * @param routes all of the conf
   * @param options of a database client of its own, on the shard's loop
   * @param lease the engine's
   * @param alone whether no other engine uses the database
   * @param journaled whether the shard's collector is told what became of each message
   * @param bodies whether it is told the message itself, too
   * @param retain for how long dead letters that were sent again are kept
   * @param clock the wall clock
   */
  public record Config(
      int shard,
      int shards,
      List<Route> routes,
      PgOptions options,
      EngineLease lease,
      boolean alone,
      boolean journaled,
      boolean bodies,
      Duration retain,
      InstantSource clock) {
    /** Copies. */
    public Config {
      routes = List.copyOf(routes);
    }
  }

  private record Parts(
      PgClient client,
      Caller caller,
      Ticker ticker,
      @Nullable JournalWriter journal,
      Intake intake,
      Settler settler,
      Claimer claimer,
      Recovery recovery) {}

  /** The relay of one shard. */
  public RelayVerticle(Config config, Addresses addresses, Bus bus) {
    this.config = config;
    this.addresses = addresses;
    this.bus = bus;
  }

  @Override
  public Future<?> deploy(Context context) {
    int shard = config.shard;
    PgClient client = PgClient.create(context.owner(), config.options);
    Timers timers = Timers.of(context.owner());
    Caller caller = bus.caller(context);
    LongSupplier relay = () -> OutboxTable.relay(config.lease.id(), shard);
    JournalWriter journal =
        config.journaled ? new JournalWriter(shard, config.bodies, addresses, bus, context) : null;
    Settler settler = new Settler(client, relay, timers, this);
    Claimer claimer = new Claimer(client, config.lease, shard, timers, byId, settler);
    RecentOutcomes recent = new RecentOutcomes(addresses, bus, config.shards);
    for (Route route : config.routes) {
      meters.add(new RouteMeter(route.conf().to().size(), System.nanoTime()));
      if (route.isStored()) {
        RouteRelay of =
            new RouteRelay(
                route,
                shard,
                config.shards,
                hands,
                config.lease,
                caller,
                addresses,
                recent,
                settler::add,
                claimer::poke);
        byId.put(route.id(), of);
        byIndex.add(of);
      } else {
        byIndex.add(null);
      }
    }
    Ticker ticker = new Ticker(context.owner(), new TimerWheel(System.nanoTime()));
    Intake intake =
        new Intake(client, relay, hands, config.routes, meters, ticker, timers, recent, journal);
    Recovery recovery =
        new Recovery(
            client, config.lease, shard, config.alone, config.retain, config.clock, hands, timers);
    parts = new Parts(client, caller, ticker, journal, intake, settler, claimer, recovery);
    hands.onEmpty(this::answerIfDrained);
    registrations.add(bus.serve(addresses.relay(shard), this::take));
    registrations.add(bus.serve(addresses.drainRelay(shard), this::drain));
    registrations.add(
        bus.serve(addresses.relaySnapshot(shard), (any, asker) -> asker.succeed(snapshot())));
    recovery.start();
    claimer.start();
    return Future.succeededFuture();
  }

  @Override
  public Future<?> undeploy(Context context) {
    List<Future<?>> ends = new ArrayList<>();
    registrations.forEach(registration -> ends.add(registration.end()));
    Parts all = parts;
    if (all == null) {
      return Future.join(ends);
    }
    all.recovery.stop();
    all.ticker.stop();
    draining = true;
    byId.values().forEach(RouteRelay::drain);
    // The settler last: what is claimed or stored in these moments is given back through it.
    ends.add(all.claimer.end());
    ends.add(all.intake.end());
    return Future.join(ends)
        .transform(none -> all.settler.end())
        .transform(
            ended -> {
              all.caller.close();
              if (all.journal != null) {
                all.journal.close();
              }
              return all.client.close();
            });
  }

  private Parts parts() {
    Parts all = parts;
    if (all == null) {
      throw new IllegalStateException("not deployed");
    }
    return all;
  }

  private void take(Submission submission, Completable<Outcome> sender) {
    RouteRelay relay = byIndex.get(submission.route());
    if (relay == null) {
      throw new IllegalArgumentException(
          "route '" + config.routes.get(submission.route()).id() + "' stores nothing");
    }
    if (draining) {
      relay.route().credits().giveBack(submission.body().length());
      sender.succeed(parts().intake.draining(relay.route(), submission));
    } else {
      parts().intake.take(relay, submission, sender);
    }
  }

  // What the settler tells -----------------------------------------------------------------------

  @Override
  public void onSettled(Settlement settlement) {
    OutboxMessage message = settlement.message();
    RouteRelay route = routeOf(message.route());
    route.onSettled(settlement);
    switch (settlement) {
      case Settlement.Done done -> journal(message, done.outcome());
      case Settlement.Dead dead -> journal(message, dead.outcome());
      case Settlement.Again again ->
          parts().claimer.wakeAt(System.currentTimeMillis() + again.pause().toMillis());
    }
    hands.drop(message.claim());
  }

  private void journal(OutboxMessage message, Outcome outcome) {
    JournalWriter journal = parts().journal;
    if (journal != null) {
      journal.add(journal.message(message), outcome);
    }
  }

  @Override
  public boolean tryReserve(OutboxMessage message) {
    return routeOf(message.route()).tryReserve();
  }

  @Override
  public void giveBackRoom(OutboxMessage message) {
    routeOf(message.route()).giveBackRoom();
  }

  @Override
  public void onNext(OutboxMessage message, boolean hasRoom) {
    routeOf(message.route()).onNext(message, hasRoom);
  }

  @Override
  public void onWaiting(String route) {
    routeOf(route).onWaiting();
    parts().claimer.poke();
  }

  private RouteRelay routeOf(String id) {
    RouteRelay route = byId.get(id);
    if (route == null) {
      throw new IllegalStateException("a message of route '" + id + "', which stores nothing");
    }
    return route;
  }

  // Figures and the end --------------------------------------------------------------------------

  private RelaySnapshot snapshot() {
    long now = System.nanoTime();
    JournalWriter journal = parts().journal;
    List<RelayFigures> figures = new ArrayList<>(byIndex.size());
    for (RouteRelay route : byIndex) {
      figures.add(route == null ? RelayFigures.NONE : route.figures());
    }
    return new RelaySnapshot(
        new ShardSnapshot(
            meters.stream().map(meter -> meter.snapshot(now)).toList(),
            LoopFigures.NONE,
            0,
            journal == null ? JournalFigures.NONE : journal.figures()),
        figures);
  }

  private void drain(Drain how, Completable<Boolean> asker) {
    draining = true;
    byId.values().forEach(RouteRelay::drain);
    drained.add(asker);
    parts().claimer.end().onComplete(ended -> answerIfDrained());
  }

  private void answerIfDrained() {
    if (draining && hands.isEmpty() && !parts().claimer.isAsking()) {
      List.copyOf(drained).forEach(asker -> asker.succeed(true));
      drained.clear();
    }
  }
}
