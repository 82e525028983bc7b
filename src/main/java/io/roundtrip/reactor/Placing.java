package io.roundtrip.reactor;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Places cores on event loops, no two on one. Used by one placement at a time, from one thread.
 *
 * <p>Which loop a deployment gets is Vert.x's choice, so one that lands on a loop that has a core is taken down again. A
 * core's own deployment only records its context. Verticles are deployed on it later, once it is known that every loop
 * holds exactly one core: clients that a verticle creates while it starts would otherwise shift later ones to other loops.
 */
final class Placing {
  /** How many misses in a row mean that there is no further loop, for each processor. */
  private static final int MISSES = 4;

  private final Vertx vertx;
  private final int wanted;
  private final Set<Thread> taken = new HashSet<>();
  private final List<Core> cores = new ArrayList<>();
  private final List<String> deployments = new ArrayList<>();

  Placing(Vertx vertx, int wanted) {
    this.vertx = vertx;
    this.wanted = wanted;
  }

  /** Places so many cores, or as many as the Vert.x has event loops; what was placed is taken down if one fails. */
  Future<Placing> start() {
    return placeMore(0)
        .map(this)
        .recover(failure -> takeDown().transform(gone -> Future.failedFuture(failure)));
  }

  private Future<Void> placeMore(int misses) {
    if (cores.size() == wanted || misses > MISSES * Runtime.getRuntime().availableProcessors()) {
      return Future.succeededFuture();
    }
    Place place = new Place(cores.size());
    return vertx
        .deployVerticle(place)
        .compose(
            id -> {
              Core core = place.core();
              if (taken.add(core.loop())) {
                cores.add(core);
                deployments.add(id);
                return placeMore(0);
              }
              return vertx.undeploy(id).compose(gone -> placeMore(misses + 1));
            });
  }

  List<Core> cores() {
    return List.copyOf(cores);
  }

  List<String> deployments() {
    return List.copyOf(deployments);
  }

  private Future<?> takeDown() {
    List<Future<?>> ends = new ArrayList<>();
    deployments.forEach(id -> ends.add(vertx.undeploy(id)));
    return Future.join(ends);
  }

  /** What Vert.x deploys: a core comes into being where that is, and ends with it. */
  private static final class Place implements Deployable {
    private final int index;
    private @Nullable Core core;

    Place(int index) {
      this.index = index;
    }

    @Override
    public Future<?> deploy(Context context) {
      core = new Core(index, context, System::nanoTime);
      return Future.succeededFuture();
    }

    @Override
    public Future<?> undeploy(Context context) {
      return core().stop();
    }

    Core core() {
      if (core == null) {
        throw new IllegalStateException("the core is not deployed yet");
      }
      return core;
    }
  }
}
