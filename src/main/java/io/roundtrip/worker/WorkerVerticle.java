package io.roundtrip.worker;

import io.roundtrip.bus.Bus;
import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.destination.Destination;
import io.roundtrip.destination.Destinations;
import io.roundtrip.future.FuturePool;
import io.roundtrip.future.Timers;
import io.roundtrip.metrics.JournalFigures;
import io.roundtrip.metrics.LoopFigures;
import io.roundtrip.metrics.RouteSnapshot;
import io.roundtrip.metrics.ShardSnapshot;
import io.roundtrip.metrics.StateFigures;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.Drain;
import io.roundtrip.protocol.JournalWriter;
import io.roundtrip.protocol.MessageView;
import io.roundtrip.protocol.Settled;
import io.roundtrip.protocol.StateAnswer;
import io.roundtrip.protocol.Withdrawal;
import io.roundtrip.queue.TimerWheel;
import io.roundtrip.reactor.Reactor;
import io.roundtrip.reactor.Ticker;
import io.roundtrip.route.Route;
import io.roundtrip.route.RouteState;
import io.roundtrip.store.EngineLease;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One shard's worker: takes submissions, withdrawals and questions from the bus. Loop-confined.
 *
 * <p>{@code BEGIN} of a drain is answered when every message has settled; {@code FINISH} answers what is left and then
 * says so.
 */
public final class WorkerVerticle implements Deployable {
  /** How many settled messages one shard remembers. */
  public static final int RECENT = 10_000;

  private final int shard;
  private final List<Route> routes;
  private final Addresses addresses;
  private final Bus bus;
  private final Reactor reactor;
  private final List<RouteWorker> workers = new ArrayList<>();
  private final List<Bus.Registration> registrations = new ArrayList<>();
  private final RecentMessages recent;
  private final EngineConf.@Nullable Store store;
  private final @Nullable PgOptions options;
  private final @Nullable EngineLease lease;
  private @Nullable PgClient tables;
  private final Map<Integer, States> states = new LinkedHashMap<>();
  private @Nullable StateStore stateStore;
  private @Nullable HistoryExpiry history;
  private @Nullable JournalWriter journal;
  private @Nullable Ticker ticker;
  private @Nullable Completable<Boolean> drained;

  /** {@link #WorkerVerticle(int, List, Addresses, Bus, Reactor, EngineConf.Store, PgOptions, EngineLease)} without a store. */
  public WorkerVerticle(
      int shard, List<Route> routes, Addresses addresses, Bus bus, Reactor reactor) {
    this(shard, routes, addresses, bus, reactor, null, null, null);
  }

  /**
   * The worker of one shard, which is that core of the reactor, for all routes.
   *
   * @param store what the shard's collector is told of every message; null for nothing
   * @param options of a client on the shard's loop, for the tables that messages are delivered to; null without a store
   * @param lease the engine's, without which no stored message is sent; null without a store
   */
  public WorkerVerticle(
      int shard,
      List<Route> routes,
      Addresses addresses,
      Bus bus,
      Reactor reactor,
      EngineConf.@Nullable Store store,
      @Nullable PgOptions options,
      @Nullable EngineLease lease) {
    this.shard = shard;
    this.routes = routes;
    this.recent = new RecentMessages(routes, RECENT);
    this.addresses = addresses;
    this.bus = bus;
    this.reactor = reactor;
    this.options = options;
    this.lease = lease;
    this.store = store;
  }

  @Override
  public Future<?> deploy(Context context) {
    TimerWheel wheel = new TimerWheel(System.nanoTime());
    Ticker ticking = new Ticker(context.owner(), wheel);
    ticker = ticking;
    journal =
        store == null || store.journal() == EngineConf.Journal.OFF
            ? null
            : new JournalWriter(shard, store.storeBodies(), addresses, bus, context);
    // Connects when it is first used: the store is awaited after the workers are there.
    PgClient client = options == null ? null : PgClient.create(context.owner(), options);
    tables = client;
    stateStore = stateStore(context);
    history = history(context);
    Destinations opener = new Destinations(context.owner(), bus, client, reactor.numCores());
    for (Route route : routes) {
      List<Destination> destinations = new ArrayList<>();
      for (DestinationConf to : route.conf().to()) {
        destinations.add(opener.open(route, to));
      }
      RouteWorker worker =
          new RouteWorker(
              route,
              destinations,
              shard,
              recent,
              journal,
              lease,
              states(route, wheel, context),
              wheel,
              task -> context.runOnContext(v -> task.run()));
      worker.onSettled(this::answerIfDrained);
      workers.add(worker);
    }
    registrations.add(
        bus.serve(
            addresses.submit(shard),
            (submission, sender) -> {
              workers.get(submission.route()).submit(submission, sender);
              ticking.wake();
            }));
    registrations.add(
        bus.serve(
            addresses.makeRoom(shard),
            (wanted, asker) -> asker.succeed(workers.get(wanted.route()).makeRoom(wanted))));
    registrations.add(bus.serve(addresses.withdraw(shard), (gone, none) -> withdraw(gone)));
    registrations.add(bus.serve(addresses.lookup(shard), (id, asker) -> asker.succeed(find(id))));
    registrations.add(bus.serve(addresses.remember(shard), (settled, none) -> remember(settled)));
    registrations.add(
        bus.serve(addresses.workerSnapshot(shard), (any, asker) -> asker.succeed(snapshot())));
    registrations.add(bus.serve(addresses.drainWorker(shard), this::drain));
    registrations.add(
        bus.serve(
            addresses.state(shard),
            (question, asker) -> {
              States asked = states.get(question.route());
              if (asked == null) {
                asker.succeed(StateAnswer.NOT_HERE);
              } else {
                asked.ask(question, asker);
              }
            }));
    return Future.succeededFuture();
  }

  /** Where states are kept, if any route has one and there is a store. */
  private @Nullable StateStore stateStore(Context context) {
    PgOptions to = options;
    if (to == null || routes.stream().allMatch(route -> route.state() == null)) {
      return null;
    }
    boolean awaited =
        routes.stream().map(Route::state).anyMatch(it -> it != null && it.conf().durable());
    return new StateStore(
        PgClient.create(context.owner(), to), Timers.of(context.owner()), awaited);
  }

  /** Where the history of states is kept, the first shard sees to its end. */
  private @Nullable HistoryExpiry history(Context context) {
    StateStore keeping = stateStore;
    EngineLease held = lease;
    if (keeping == null || held == null || shard != 0) {
      return null;
    }
    List<HistoryExpiry.Kept> kept = new ArrayList<>();
    for (Route route : routes) {
      RouteState state = route.state();
      if (state != null && state.conf().storeHistory()) {
        kept.add(new HistoryExpiry.Kept(route.id(), state.conf().retainHistory()));
      }
    }
    HistoryExpiry expiry =
        new HistoryExpiry(
            kept, held::isHeld, keeping::prune, Timers.of(context.owner()), InstantSource.system());
    expiry.begin();
    return expiry;
  }

  private @Nullable States states(Route route, TimerWheel wheel, Context context) {
    RouteState state = route.state();
    if (state == null) {
      return null;
    }
    States own =
        new States(
            route,
            state,
            reactor.numCores(),
            stateStore,
            wheel,
            Timers.of(context.owner()),
            new States.Away() {
              @Override
              public <T> Future<T> run(Callable<T> work) {
                return context.<T>executeBlocking(work, false);
              }
            });
    states.put(route.index(), own);
    return own;
  }

  @Override
  public Future<?> undeploy(Context context) {
    List<Future<?>> ends = new ArrayList<>();
    registrations.forEach(registration -> ends.add(registration.end()));
    workers.forEach(worker -> worker.destinations().forEach(to -> ends.add(to.close())));
    if (ticker != null) {
      ticker.stop();
    }
    if (journal != null) {
      journal.close();
    }
    states.values().forEach(States::close);
    if (history != null) {
      history.end();
    }
    PgClient client = tables;
    StateStore keeping = stateStore;
    return Future.join(ends)
        .transform(closed -> keeping == null ? Future.succeededFuture() : keeping.close())
        .transform(closed -> client == null ? Future.succeededFuture() : client.close())
        .otherwiseEmpty();
  }

  private void withdraw(Withdrawal gone) {
    for (RouteWorker worker : workers) {
      if (worker.withdraw(gone.messageId())) {
        return;
      }
    }
  }

  private MessageView find(String messageId) {
    for (RouteWorker worker : workers) {
      MessageView found = worker.find(messageId);
      if (found != null) {
        return found;
      }
    }
    MessageView settled = recent.find(messageId);
    return settled == null ? MessageView.unknown(messageId) : settled;
  }

  private void remember(Settled settled) {
    recent.add(settled.route(), settled.outcome(), settled.epochMillis());
  }

  private ShardSnapshot snapshot() {
    long now = System.nanoTime();
    List<RouteSnapshot> all = new ArrayList<>(workers.size());
    for (RouteWorker worker : workers) {
      all.add(worker.snapshot(now));
    }
    BatchViews batches = new BatchViews();
    workers.forEach(worker -> worker.addTo(batches));
    List<StateFigures> held = states.values().stream().map(States::figures).toList();
    FuturePool futures = FuturePool.current();
    LoopFigures loop =
        new LoopFigures(reactor.lagNanos(shard), futures.dropped(), futures.neverCompleted());
    return new ShardSnapshot(
        all,
        loop,
        0,
        journal == null ? JournalFigures.NONE : journal.figures(),
        batches.tables(),
        batches.arrays(),
        held,
        List.of());
  }

  private void drain(Drain how, Completable<Boolean> asker) {
    switch (how) {
      case BEGIN -> {
        workers.forEach(RouteWorker::drain);
        drained = asker;
        answerIfDrained();
      }
      case FINISH -> {
        workers.forEach(RouteWorker::drain);
        workers.forEach(RouteWorker::giveUp);
        states.values().forEach(States::giveUp);
        asker.succeed(true);
      }
    }
  }

  private void answerIfDrained() {
    Completable<Boolean> asker = drained;
    if (asker != null && workers.stream().allMatch(RouteWorker::isIdle)) {
      drained = null;
      asker.succeed(true);
    }
  }
}
