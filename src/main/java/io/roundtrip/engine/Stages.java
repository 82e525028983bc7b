package io.roundtrip.engine;

import io.roundtrip.bus.Address;
import io.roundtrip.bus.Bus;
import io.roundtrip.conf.EngineConf;
import io.roundtrip.extension.Extension;
import io.roundtrip.ingest.IngestVerticle;
import io.roundtrip.management.ManagementVerticle;
import io.roundtrip.management.Readiness;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.RouteMessage;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.Drain;
import io.roundtrip.worker.WorkerVerticle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The stages of a running engine, deployed in the reverse order of a message's path and taken down in the opposite one:
 * who sends is gone before who receives.
 */
final class Stages {
  private static final Logger LOG = LoggerFactory.getLogger(Stages.class);

  /** How much longer than its purpose a request of the drain lives. */
  private static final long NET_MILLIS = 1_000;

  // Atomic: several engines may be started at once in one JVM, from any thread.
  private static final AtomicInteger ENGINES = new AtomicInteger();

  private final Vertx vertx;
  private final Loaded loaded;
  private final Bus bus;
  private final Shards shards;
  private final @Nullable Storage storage;
  private final int number = ENGINES.incrementAndGet();
  private final Addresses addresses = new Addresses("engine" + number);
  private final Readiness readiness = new Readiness();
  private final @Nullable StoreStages store;
  private final ExtensionStages extensions;
  private List<WorkerVerticle> workers = List.of();
  private List<IngestVerticle> ingests = List.of();
  private List<ManagementVerticle> management = List.of();

  private Stages(
      Vertx vertx,
      Loaded loaded,
      Bus bus,
      Shards shards,
      @Nullable Storage storage,
      List<Extension> extensions) {
    this.vertx = vertx;
    this.loaded = loaded;
    this.bus = bus;
    this.shards = shards;
    this.storage = storage;
    this.store = storage == null ? null : new StoreStages(loaded, shards, storage, addresses, bus);
    this.extensions =
        new ExtensionStages(vertx, loaded, shards, storage, addresses, bus, extensions);
  }

  /**
   * Opens the store if the conf needs one, places the shards and deploys every stage; takes down what was there if one
   * fails.
   *
   * @param giveUp ends the wait for a store that is not there
   */
  static Future<Stages> start(
      Vertx vertx,
      Loaded loaded,
      int wantedShards,
      String version,
      List<Extension> extensions,
      Future<?> giveUp) {
    EngineConf.Store store = loaded.conf().store();
    if (store == null || (!loaded.conf().needsStore() && extensions.isEmpty())) {
      return start(vertx, loaded, wantedShards, version, null, extensions, giveUp);
    }
    return Storage.open(vertx, store, loaded.conf().routes(), !extensions.isEmpty())
        .compose(
            storage ->
                start(vertx, loaded, wantedShards, version, storage, extensions, giveUp)
                    .recover(failure -> failedAfter(storage.close(), failure)));
  }

  private static Future<Stages> start(
      Vertx vertx,
      Loaded loaded,
      int wantedShards,
      String version,
      @Nullable Storage storage,
      List<Extension> extensions,
      Future<?> giveUp) {
    Bus bus = Bus.of(vertx);
    bus.acceptByReference(RouteMessage.class);
    bus.acceptByReference(Outcome.class);
    return Shards.place(vertx, wantedShards)
        .compose(
            shards -> {
              Stages stages = new Stages(vertx, loaded, bus, shards, storage, extensions);
              return stages
                  .deploy(version, giveUp)
                  .map(stages)
                  .recover(
                      failure ->
                          failedAfter(
                              stages.extensions.stop().transform(ended -> shards.close()),
                              failure));
            });
  }

  private static <T> Future<T> failedAfter(Future<?> cleared, Throwable failure) {
    return cleared.transform(ended -> Future.failedFuture(failure));
  }

  private Future<Void> deploy(String version, Future<?> giveUp) {
    int count = shards.size();
    // A negative port is a free one that all listeners of the same number share: one number for
    // each engine.
    int port = loaded.conf().http().port() == 0 ? -number : loaded.conf().http().port();
    return shards
        .deploy(
            i ->
                new WorkerVerticle(
                    i,
                    loaded.routes(),
                    addresses,
                    bus,
                    shards.reactor(),
                    loaded.conf().store(),
                    storage == null ? null : storage.tables(count),
                    storage == null ? null : storage.lease()))
        .compose(
            deployed -> {
              workers = deployed;
              return shards.deployOn(
                  0,
                  () ->
                      new ManagementVerticle(
                          loaded.conf().management(),
                          bus,
                          addresses,
                          count,
                          loaded.routes(),
                          readiness,
                          loaded.hash(),
                          version));
            })
        .compose(
            deployed -> {
              management = List.of(deployed);
              return awaitStore(giveUp);
            })
        .compose(there -> store == null ? Future.succeededFuture() : store.deploy())
        .compose(there -> extensions.start())
        .compose(
            there ->
                shards.deploy(
                    i ->
                        new IngestVerticle(
                            i,
                            count,
                            loaded.conf().http(),
                            port,
                            number,
                            loaded.routes(),
                            loaded.memory(),
                            addresses,
                            bus,
                            extensions.endpoints(i))))
        .compose(
            deployed -> {
              ingests = deployed;
              return extensions.run();
            })
        .map(
            running -> {
              readiness.to(Readiness.State.READY);
              return null;
            });
  }

  /** With the management port open, which says what is waited for, and before any port that takes messages. */
  private Future<Void> awaitStore(Future<?> giveUp) {
    StoreStages waited = store;
    if (waited == null) {
      return Future.succeededFuture();
    }
    LOG.info("opening the store {} management={}", storage, managementPort());
    return waited.await(readiness, giveUp);
  }

  int httpPort() {
    return ingests.getFirst().port();
  }

  Map<String, Integer> mllpPorts() {
    return ingests.getFirst().mllpPorts();
  }

  int managementPort() {
    return management.getFirst().port();
  }

  /** Finishes what was accepted, up to the drain timeout, then answers what is left, and takes everything down. */
  Future<Void> stop() {
    Duration timeout = loaded.conf().drainTimeout();
    readiness.to(Readiness.State.DRAINING);
    LOG.info("draining drainTimeout={}", timeout);
    // Composed, so that a drain that throws (the Vert.x may be closed) does not keep the rest.
    return Future.succeededFuture()
        .compose(begin -> drain(timeout))
        .compose(drained -> linger())
        .compose(lingered -> shards.undeploy(ingests))
        .transform(gone -> extensions.stop())
        .transform(gone -> undeploy(StoreStages::undeployUpper))
        .transform(gone -> shards.undeploy(workers))
        .transform(gone -> shards.undeploy(management))
        .transform(gone -> undeploy(StoreStages::undeployLower))
        .transform(gone -> shards.close())
        .transform(gone -> closeStore())
        .mapEmpty();
  }

  private Future<?> drain(Duration timeout) {
    long net = timeout.toMillis() + loaded.longestDeadline().toMillis() + NET_MILLIS;
    Future<?> accepted = ask(addresses::drainIngest, Drain.BEGIN, net);
    // The workers stop taking only what ingest refuses already; what is queued is theirs to finish.
    Future<?> quiet = extensions.quiesce();
    Future<?> settled =
        accepted
            .compose(idle -> quiet)
            .compose(idle -> extensions.drain(timeout))
            .compose(idle -> drainRelays(Drain.BEGIN, net))
            .compose(idle -> ask(addresses::drainWorker, Drain.BEGIN, net));
    Promise<Boolean> late = Promise.promise();
    long timer = vertx.setTimer(Math.max(1, timeout.toMillis()), fired -> late.complete(true));
    return Future.any(settled, late.future())
        .compose(
            first -> {
              vertx.cancelTimer(timer);
              if (settled.isComplete()) {
                return Future.succeededFuture();
              }
              LOG.warn("drain-timeout has passed: what is left is answered now");
              return ask(addresses::drainIngest, Drain.FINISH, NET_MILLIS)
                  .compose(closed -> ask(addresses::drainWorker, Drain.FINISH, NET_MILLIS))
                  .compose(closed -> drainRelays(Drain.FINISH, NET_MILLIS))
                  .compose(closed -> drainKeys())
                  .compose(closed -> extensions.finish());
            });
  }

  private Future<?> drainRelays(Drain how, long timeout) {
    return store == null
        ? Future.succeededFuture()
        : store.drainRelays(how, (address, step) -> ask(address, step, timeout));
  }

  private Future<?> drainKeys() {
    return store == null
        ? Future.succeededFuture()
        : store.drainKeys((address, step) -> ask(address, step, NET_MILLIS));
  }

  private Future<?> undeploy(Function<StoreStages, Future<?>> stages) {
    return store == null ? Future.succeededFuture() : stages.apply(store);
  }

  private Future<?> ask(IntFunction<Address<Drain, Boolean>> address, Drain how, long timeout) {
    List<Future<?>> answers = new ArrayList<>();
    for (int i = 0; i < shards.size(); i++) {
      answers.add(bus.request(address.apply(i), how, timeout));
    }
    return Future.join(answers).otherwiseEmpty();
  }

  private Future<Void> closeStore() {
    return storage == null ? Future.succeededFuture() : storage.close();
  }

  private Future<?> linger() {
    long millis = loaded.conf().drainLinger().toMillis();
    return millis == 0 ? Future.succeededFuture() : vertx.timer(millis).mapEmpty();
  }
}
