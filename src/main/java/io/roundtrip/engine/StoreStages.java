package io.roundtrip.engine;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.Bus;
import io.roundtrip.collector.CollectorVerticle;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.idempotency.IdempotencyVerticle;
import io.roundtrip.management.Readiness;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.Drain;
import io.roundtrip.query.QueryVerticle;
import io.roundtrip.relay.RelayVerticle;
import io.roundtrip.route.Route;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntFunction;

/**
 * The stages that write to the store and read from it. Confined to one start and one stop of an engine, which hand it from
 * one to the next.
 */
final class StoreStages {
  /** How long a record waits for its commit before it is told that there was none. */
  private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);

  private final Loaded loaded;
  private final Shards shards;
  private final Storage store;
  private final Addresses addresses;
  private final Bus bus;
  private List<CollectorVerticle> collectors = List.of();
  private List<QueryVerticle> queries = List.of();
  private List<RelayVerticle> relays = List.of();
  private List<IdempotencyVerticle> keys = List.of();

  StoreStages(Loaded loaded, Shards shards, Storage store, Addresses addresses, Bus bus) {
    this.loaded = loaded;
    this.shards = shards;
    this.store = store;
    this.addresses = addresses;
    this.bus = bus;
  }

  /** Done when the store can be used; the management port says meanwhile what is waited for. */
  Future<Void> await(Readiness readiness, Future<?> giveUp) {
    return shards
        .deployOn(0, () -> new StoreVerticle(store, readiness))
        .compose(watch -> watch.prepared(giveUp));
  }

  /** Deploys what the routes need. */
  Future<Void> deploy() {
    return shards
        .deploy(
            i ->
                new CollectorVerticle(
                    i,
                    store.options(shards.size()),
                    COMMIT_TIMEOUT,
                    store.conf(),
                    store.lease(),
                    store.isEmbedded(),
                    InstantSource.system(),
                    addresses,
                    bus))
        .compose(
            deployed -> {
              collectors = deployed;
              return shards.deploy(
                  i ->
                      new QueryVerticle(
                          store.queries(), shards.size(), loaded.routes(), addresses, bus));
            })
        .compose(
            deployed -> {
              queries = deployed;
              return deployRelays();
            });
  }

  /** What takes messages into the store and delivers them from there, where a route does that. */
  private Future<Void> deployRelays() {
    if (loaded.routes().stream().noneMatch(Route::isStored)) {
      return deployKeys();
    }
    return shards
        .deploy(
            i ->
                new RelayVerticle(
                    new RelayVerticle.Config(
                        i,
                        shards.size(),
                        loaded.routes(),
                        store.options(shards.size()),
                        store.lease(),
                        store.isEmbedded(),
                        store.conf().journal() != EngineConf.Journal.OFF,
                        store.conf().storeBodies(),
                        store.conf().retain(),
                        InstantSource.system()),
                    addresses,
                    bus))
        .<Void>map(
            deployed -> {
              relays = deployed;
              return null;
            })
        .compose(there -> deployKeys());
  }

  /** What keeps idempotency keys, where a route has any. */
  private Future<Void> deployKeys() {
    if (loaded.routes().stream().noneMatch(route -> route.idempotencyKey() != null)) {
      return Future.succeededFuture();
    }
    return shards
        .deploy(
            i ->
                new IdempotencyVerticle(
                    i,
                    loaded.routes(),
                    store.options(shards.size()),
                    store.lease(),
                    store.isEmbedded(),
                    addresses,
                    bus))
        .map(
            deployed -> {
              keys = deployed;
              return null;
            });
  }

  /**
   * Stops what delivers from the store.
   *
   * @param ask a shard's own question, of every shard
   */
  Future<?> drainRelays(
      Drain how, BiFunction<IntFunction<Address<Drain, Boolean>>, Drain, Future<?>> ask) {
    return relays.isEmpty() ? Future.succeededFuture() : ask.apply(addresses::drainRelay, how);
  }

  /** Answers who waits for another's message. */
  Future<?> drainKeys(BiFunction<IntFunction<Address<Drain, Boolean>>, Drain, Future<?>> ask) {
    return keys.isEmpty()
        ? Future.succeededFuture()
        : ask.apply(addresses::drainOnce, Drain.FINISH);
  }

  /** Takes down what stands between ingests and workers. */
  Future<?> undeployUpper() {
    return shards.undeploy(keys).transform(gone -> shards.undeploy(relays));
  }

  /** Takes down what the workers wrote to. */
  Future<?> undeployLower() {
    return shards.undeploy(queries).transform(gone -> shards.undeploy(collectors));
  }
}
