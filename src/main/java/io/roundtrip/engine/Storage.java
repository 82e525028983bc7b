package io.roundtrip.engine;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.conf.EngineConf.Location;
import io.roundtrip.conf.RouteConf;
import io.roundtrip.embedded.Access;
import io.roundtrip.embedded.EmbeddedPostgres;
import io.roundtrip.embedded.Patience;
import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgAddress;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.roundtrip.store.Durability;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.Migrations;
import io.roundtrip.store.OutboxTable;
import io.roundtrip.store.Scripts;
import io.roundtrip.store.StateOwners;
import io.roundtrip.store.StoreRefused;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database of an engine that keeps messages: there before the first stage, gone after the last shard. Immutable, as is
 * what it holds but for the server, which is thread-safe, and what is confined to the loop that watches.
 *
 * <p>One of the engine's own runs when this is open; another may not be there yet ({@link StoreVerticle} waits for it).
 */
final class Storage {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);

  /** As long as the longest script takes, or the engine that is ahead of this one with all of them. */
  private static final Duration MIGRATION = Duration.ofMinutes(10);

  /** Longer than any statement of a shard may take: what an engine that is frozen has locked is free again by then. */
  private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(10);

  private static final Future<Void> NOTHING = Future.succeededFuture();
  private static final int MOST_PER_SHARD = 100;
  private static final int PIPELINING = 64;
  private static final int SHARED = 2;
  private static final int MOST_WAITING = 1_000;

  private final Vertx vertx;
  private final EngineConf.Store conf;
  private final Set<String> stored;
  private final Set<String> stateful;
  private final int clients;
  private final Duration tableTimeout;
  private final PgOptions options;
  private final Migrations migrations;
  private final EngineLease lease;
  private final StateRoutes states;
  private final @Nullable EmbeddedPostgres server;

  private Storage(
      Vertx vertx,
      EngineConf.Store conf,
      List<RouteConf> routes,
      boolean extended,
      PgOptions options,
      Migrations migrations,
      @Nullable EmbeddedPostgres server) {
    this.vertx = vertx;
    this.conf = conf;
    this.stored = ids(routes, route -> route.reply() == RouteConf.Reply.STORED);
    this.stateful = ids(routes, route -> route.state() != null);
    this.clients = clients(routes) + (extended ? 1 : 0);
    this.tableTimeout = tableTimeout(routes);
    this.options = options;
    this.migrations = migrations;
    this.server = server;
    this.lease = new EngineLease(System::nanoTime, server != null);
    this.states = new StateRoutes(lease::id, Timers.of(vertx), System::nanoTime);
  }

  private static Set<String> ids(List<RouteConf> routes, Predicate<RouteConf> which) {
    return routes.stream().filter(which).map(RouteConf::id).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Starts the engine's own server, on a thread that may block; of another it only reads where it is. Fails with {@link
   * io.roundtrip.embedded.EmbeddedPostgresException}.
   *
   * @param extended whether extensions have clients too
   */
  static Future<Storage> open(
      Vertx vertx, EngineConf.Store conf, List<RouteConf> routes, boolean extended) {
    return vertx
        .<Storage>executeBlocking(() -> opened(vertx, conf, routes, extended), false)
        .map(Objects::requireNonNull);
  }

  /** How many of its verticles have a client of their own on each shard: the collector, and what the routes need. */
  private static int clients(List<RouteConf> routes) {
    boolean relay = routes.stream().anyMatch(route -> route.reply() == RouteConf.Reply.STORED);
    boolean keys = routes.stream().anyMatch(route -> route.idempotency() != null);
    boolean tables = tables(routes).findAny().isPresent();
    boolean states = routes.stream().anyMatch(route -> route.state() != null);
    return 1 + (relay ? 1 : 0) + (keys ? 1 : 0) + (tables ? 1 : 0) + (states ? 1 : 0);
  }

  private static Stream<DestinationConf> tables(List<RouteConf> routes) {
    return routes.stream()
        .flatMap(route -> route.to().stream())
        .filter(to -> to.target() instanceof DestinationConf.Postgres);
  }

  private static Duration tableTimeout(List<RouteConf> routes) {
    return Stream.concat(Stream.of(SERVER_TIMEOUT), tables(routes).map(DestinationConf::timeout))
        .max(Duration::compareTo)
        .orElse(SERVER_TIMEOUT);
  }

  private static Storage opened(
      Vertx vertx, EngineConf.Store conf, List<RouteConf> routes, boolean extended)
      throws InterruptedException {
    Migrations migrations = new Migrations(Scripts.ofTheEngine());
    switch (conf.location()) {
      case Location.Embedded embedded -> {
        EmbeddedPostgres server = EmbeddedPostgres.start(embedded.directory(), Patience.USUAL);
        Access access = server.access();
        PgAddress address =
            PgAddress.unixSocket(
                access.socketFolder(), access.port(), access.database(), access.user());
        PgOptions options = options(address, access.password());
        return new Storage(vertx, conf, routes, extended, options, migrations, server);
      }
      case Location.External external -> {
        PgOptions options = options(StoreUrl.address(external), external.password());
        return new Storage(vertx, conf, routes, extended, options, migrations, null);
      }
    }
  }

  private static PgOptions options(PgAddress address, String password) {
    return PgOptions.of(address).withPassword(() -> Future.succeededFuture(password));
  }

  /** What of the conf is about it. */
  EngineConf.Store conf() {
    return conf;
  }

  /** Its right to what it holds there. */
  EngineLease lease() {
    return lease;
  }

  /** Whether the server is the engine's own, so that no other engine uses the database. */
  boolean isEmbedded() {
    return server != null;
  }

  /** For one of a shard's clients, of so many shards: its share of the connections. */
  PgOptions options(int shards) {
    int share = Math.clamp(conf.connections() / shards / clients, 1, MOST_PER_SHARD);
    return options
        .withPool(share, PIPELINING, MOST_WAITING)
        .withServerTimeout(SERVER_TIMEOUT)
        .withGenericPlans();
  }

  /** {@link #options} for the tables that messages are delivered to, which have time limits of their own. */
  PgOptions tables(int shards) {
    return options(shards).withServerTimeout(tableTimeout);
  }

  /** {@link #options} for the code of extensions: their statements are any, and may take long. */
  PgOptions extensions(int shards) {
    return options.withPool(options(shards).poolSize(), PIPELINING, MOST_WAITING);
  }

  /** For the one client that all extensions and schedules share. */
  PgOptions shared() {
    return options.withPool(SHARED, PIPELINING, MOST_WAITING);
  }

  /** For the client of who reads, which sizes its own pool. */
  PgOptions queries() {
    return options;
  }

  /** For the client that prepares and watches the store. */
  PgOptions watchOptions() {
    return options.withPool(1, PIPELINING, MOST_WAITING).withServerTimeout(MIGRATION);
  }

  /** Checks what a commit means there, and brings the schema up to date. May be repeated when it fails. */
  Future<Void> prepare(PgClient client) {
    return Durability.of(client)
        .compose(
            durability -> {
              judge(durability);
              return migrations.apply(client.within(MIGRATION));
            })
        .compose(applied -> lease.renew(client))
        .compose(leased -> hasStates() ? states.claim(() -> claim(client)) : NOTHING)
        .compose(claimed -> OutboxTable.routes(client))
        .map(
            routes -> {
              warnOfOthers(routes);
              return null;
            });
  }

  /** Says that the engine lives; what it lost meanwhile it takes again. */
  Future<?> renew(PgClient client) {
    Future<?> renewed = lease.renew(client);
    return hasStates()
        ? renewed.compose(
            leased -> states.keep(() -> StateOwners.claim(client, stateful, lease.id())))
        : renewed;
  }

  /** Nobody else has the database of an embedded server. */
  private boolean hasStates() {
    return !stateful.isEmpty() && !isEmbedded();
  }

  /** Nothing else renews the lease while it waits for its routes. */
  private Future<List<StateOwners.Other>> claim(PgClient client) {
    return lease.renew(client).compose(leased -> StateOwners.claim(client, stateful, lease.id()));
  }

  /** Gives up what it holds there; nothing is prepared any more. */
  Future<?> release(PgClient client) {
    states.stop();
    return lease.end(client);
  }

  /** Whoever took a route out of the conf, or its {@code reply: stored}, may not know that senders have 202 for what waits. */
  private void warnOfOthers(List<String> routes) {
    for (String route : routes) {
      if (!stored.contains(route)) {
        LOG.warn(
            "stored messages wait that this conf does not deliver route={}: bring the route back"
                + " with reply: stored until they are delivered, or delete its rows from the tables"
                + " outbox and lanes",
            route);
      }
    }
  }

  private void judge(Durability durability) {
    if (durability.isKept()) {
      return;
    }
    if (isEmbedded()) {
      throw new StoreRefused(
          "the embedded PostgreSQL would forget in a crash what it has committed ("
              + durability
              + "): take the setting out of its conf, its database or its role");
    }
    LOG.warn("the store forgets in a crash what it has committed: {}", durability);
  }

  /** Stops the engine's own server; whoever uses it has to have ended before. */
  Future<Void> close() {
    EmbeddedPostgres running = server;
    if (running == null) {
      return Future.succeededFuture();
    }
    return vertx
        .executeBlocking(
            () -> {
              running.close();
              LOG.info("PostgreSQL has stopped");
              return true;
            },
            false)
        .mapEmpty();
  }

  /** Where it is, for the log. */
  @Override
  public String toString() {
    return options.address().toString();
  }
}
