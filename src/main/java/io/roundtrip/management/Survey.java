package io.roundtrip.management;

import io.roundtrip.bus.Bus;
import io.roundtrip.bus.BusException;
import io.roundtrip.delivery.Breaker;
import io.roundtrip.delivery.Gate;
import io.roundtrip.metrics.ArrayFigures;
import io.roundtrip.metrics.EngineView;
import io.roundtrip.metrics.ExtensionFigures;
import io.roundtrip.metrics.JournalFigures;
import io.roundtrip.metrics.KeyFigures;
import io.roundtrip.metrics.KeySnapshot;
import io.roundtrip.metrics.LoopFigures;
import io.roundtrip.metrics.MllpFigures;
import io.roundtrip.metrics.QueueFigures;
import io.roundtrip.metrics.RelayFigures;
import io.roundtrip.metrics.RouteSnapshot;
import io.roundtrip.metrics.RouteView;
import io.roundtrip.metrics.ServiceSnapshot;
import io.roundtrip.metrics.ShardSnapshot;
import io.roundtrip.metrics.StateFigures;
import io.roundtrip.metrics.TableFigures;
import io.roundtrip.protocol.Addresses;
import io.roundtrip.protocol.RelaySnapshot;
import io.roundtrip.route.Route;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Stream;

/** Asks every stage of every shard what it counted, and adds it up. Loop-confined. */
final class Survey {
  private static final long TIMEOUT_MILLIS = 5_000;

  private static final ShardSnapshot NOTHING =
      new ShardSnapshot(List.of(), LoopFigures.NONE, 0, JournalFigures.NONE);
  private static final RelaySnapshot NO_RELAY = new RelaySnapshot(NOTHING, List.of());

  private final Bus bus;
  private final Addresses addresses;
  private final int shards;
  private final List<Route> routes;
  private final Readiness readiness;

  Survey(Bus bus, Addresses addresses, int shards, List<Route> routes, Readiness readiness) {
    this.bus = bus;
    this.addresses = addresses;
    this.shards = shards;
    this.routes = routes;
    this.readiness = readiness;
  }

  Future<EngineView> ask() {
    List<Future<ShardSnapshot>> workers = new ArrayList<>();
    List<Future<ShardSnapshot>> ingests = new ArrayList<>();
    List<Future<KeySnapshot>> keys = new ArrayList<>();
    List<Future<ExtensionFigures>> extensions = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      workers.add(bus.request(addresses.workerSnapshot(shard), "", TIMEOUT_MILLIS));
      ingests.add(
          bus.<String, ShardSnapshot>request(addresses.ingestSnapshot(shard), "", TIMEOUT_MILLIS)
              .recover(failure -> notThere(failure, NOTHING)));
      keys.add(
          bus.<String, KeySnapshot>request(addresses.onceSnapshot(shard), "", TIMEOUT_MILLIS)
              .recover(failure -> notThere(failure, KeySnapshot.NONE)));
      extensions.add(
          bus.<String, ExtensionFigures>request(
                  addresses.extensionSnapshot(shard), "", TIMEOUT_MILLIS)
              .recover(failure -> notThere(failure, ExtensionFigures.NONE)));
    }
    Future<ServiceSnapshot> services = services();
    List<Future<RelaySnapshot>> relays = new ArrayList<>();
    for (int shard = 0; shard < shards && routes.stream().anyMatch(Route::isStored); shard++) {
      relays.add(
          bus.<String, RelaySnapshot>request(addresses.relaySnapshot(shard), "", TIMEOUT_MILLIS)
              .recover(failure -> notThere(failure, NO_RELAY)));
    }
    return Future.all(
            Future.all(workers),
            Future.all(ingests),
            Future.all(keys),
            Future.all(extensions),
            Future.join(relays),
            services)
        .map(
            all ->
                view(
                    workers.stream().map(Future::result).toList(),
                    ingests.stream().map(Future::result).toList(),
                    keys.stream().map(Future::result).toList(),
                    relays.stream().map(Future::result).toList(),
                    services.result(),
                    extensions.stream()
                        .map(Future::result)
                        .reduce(ExtensionFigures.NONE, ExtensionFigures::plus)));
  }

  private Future<ServiceSnapshot> services() {
    Future<ServiceSnapshot> sum = Future.succeededFuture(ServiceSnapshot.NONE);
    for (int shard = 0; shard < shards; shard++) {
      Future<ServiceSnapshot> one =
          bus.<String, ServiceSnapshot>request(addresses.serviceSnapshot(shard), "", TIMEOUT_MILLIS)
              .recover(failure -> notThere(failure, ServiceSnapshot.NONE));
      sum = sum.compose(before -> one.map(before::plus));
    }
    return sum;
  }

  /** While the engine waits for its store there is no ingest, and who counts keys or extensions is not always there. */
  private static <T> Future<T> notThere(Throwable failure, T nothing) {
    return failure instanceof BusException no && no.kind() == BusException.Kind.NO_CONSUMER
        ? Future.succeededFuture(nothing)
        : Future.failedFuture(failure);
  }

  private EngineView view(
      List<ShardSnapshot> workers,
      List<ShardSnapshot> ingests,
      List<KeySnapshot> keys,
      List<RelaySnapshot> relays,
      ServiceSnapshot services,
      ExtensionFigures extensions) {
    List<StateFigures> states = sums(workers, ShardSnapshot::states, StateFigures::plus);
    List<ArrayFigures> arrays = sums(workers, ShardSnapshot::arrays, ArrayFigures::plus);
    List<RouteView> views = new ArrayList<>(routes.size());
    for (int i = 0; i < routes.size(); i++) {
      RouteSnapshot sum = workers.getFirst().routes().get(i);
      for (ShardSnapshot worker : workers.subList(1, workers.size())) {
        sum = sum.plus(worker.routes().get(i));
      }
      for (ShardSnapshot ingest : ingests) {
        sum = ingest.routes().isEmpty() ? sum : sum.plus(ingest.routes().get(i));
      }
      for (KeySnapshot shard : keys) {
        sum = shard.routes().isEmpty() ? sum : sum.plus(shard.routes().get(i));
      }
      RelayFigures relayed = RelayFigures.NONE;
      for (RelaySnapshot relay : relays) {
        if (!relay.routes().isEmpty()) {
          sum = sum.plus(relay.shard().routes().get(i));
          relayed = relayed.plus(relay.routes().get(i));
        }
      }
      views.add(view(routes.get(i), sum, queues(workers, ingests, i), relayed, states, arrays));
    }
    List<LoopFigures> loops = workers.stream().map(ShardSnapshot::loop).toList();
    long unrouted = ingests.stream().mapToLong(ShardSnapshot::unrouted).sum();
    JournalFigures journal =
        Stream.concat(workers.stream(), relays.stream().map(RelaySnapshot::shard))
            .map(ShardSnapshot::journal)
            .reduce(JournalFigures.NONE, JournalFigures::plus);
    return new EngineView(
        views,
        loops,
        unrouted,
        readiness.store(),
        journal,
        sums(workers, ShardSnapshot::tables, TableFigures::plus),
        arrays,
        sum(keys),
        states,
        sources(ingests),
        services,
        extensions);
  }

  /** A shard's queue is its worker's, with what its ingest turned away before. */
  private static List<QueueFigures> queues(
      List<ShardSnapshot> workers, List<ShardSnapshot> ingests, int route) {
    List<QueueFigures> queues = new ArrayList<>(workers.size());
    for (int shard = 0; shard < workers.size(); shard++) {
      QueueFigures worker = workers.get(shard).routes().get(route).figures();
      List<RouteSnapshot> door = ingests.get(shard).routes();
      queues.add(door.isEmpty() ? worker : worker.plus(door.get(route).figures()));
    }
    return queues;
  }

  /** Every worker has the same ones, in the same order. */
  private static <T> List<T> sums(
      List<ShardSnapshot> workers, Function<ShardSnapshot, List<T>> which, BinaryOperator<T> plus) {
    List<T> sums = new ArrayList<>(which.apply(workers.getFirst()));
    for (ShardSnapshot worker : workers.subList(1, workers.size())) {
      for (int i = 0; i < sums.size(); i++) {
        sums.set(i, plus.apply(sums.get(i), which.apply(worker).get(i)));
      }
    }
    return sums;
  }

  /** Likewise of every ingest, but for those that are not there yet. */
  private static List<MllpFigures> sources(List<ShardSnapshot> ingests) {
    List<MllpFigures> sums = new ArrayList<>();
    for (ShardSnapshot ingest : ingests) {
      for (int i = 0; i < ingest.mllp().size(); i++) {
        if (i < sums.size()) {
          sums.set(i, sums.get(i).plus(ingest.mllp().get(i)));
        } else {
          sums.add(ingest.mllp().get(i));
        }
      }
    }
    return sums;
  }

  private static List<KeyFigures> sum(List<KeySnapshot> shards) {
    List<KeyFigures> sum = new ArrayList<>();
    for (KeySnapshot shard : shards) {
      for (int i = 0; i < shard.keys().size(); i++) {
        if (i < sum.size()) {
          sum.set(i, sum.get(i).plus(shard.keys().get(i)));
        } else {
          sum.add(shard.keys().get(i));
        }
      }
    }
    return sum;
  }

  private static RouteView view(
      Route route,
      RouteSnapshot snapshot,
      List<QueueFigures> shards,
      RelayFigures relayed,
      List<StateFigures> states,
      List<ArrayFigures> arrays) {
    long now = System.nanoTime();
    List<RouteView.DestinationView> destinations = new ArrayList<>();
    for (int i = 0; i < route.gates().size(); i++) {
      Gate gate = route.gates().get(i);
      Breaker breaker = gate.breaker();
      String id = route.conf().to().get(i).id();
      destinations.add(
          new RouteView.DestinationView(
              id,
              gate.slots(),
              gate.inUse(),
              breaker == null ? "none" : breaker.isOpen(now) ? "open" : "closed",
              breaker == null ? 0 : breaker.openings(),
              arrays.stream()
                  .filter(it -> it.route().equals(route.id()) && it.destination().equals(id))
                  .findFirst()
                  .orElse(null)));
    }
    return new RouteView(
        route.id(),
        route.credits().capacity(),
        route.credits().effectiveCapacity(),
        route.credits().depth(),
        route.credits().bytes(),
        route.credits().highWater(),
        destinations,
        snapshot,
        shards,
        route.isStored() ? relayed : null,
        states.stream().filter(it -> it.route().equals(route.id())).findFirst().orElse(null));
  }
}
