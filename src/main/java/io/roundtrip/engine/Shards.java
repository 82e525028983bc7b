package io.roundtrip.engine;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;

/** Places shards on event loops, no two on one. */
final class Shards {
  private final Vertx vertx;
  private final List<Shard> shards;
  private final List<String> deployments;

  private Shards(Vertx vertx, List<Shard> shards, List<String> deployments) {
    this.vertx = vertx;
    this.shards = shards;
    this.deployments = deployments;
  }

  /**
   * Places so many shards, or as many as the Vert.x has event loops. Which loop a deployment gets is Vert.x's choice, so
   * those that land on a loop that has one are taken down again.
   */
  static Future<Shards> place(Vertx vertx, int wanted) {
    Shards placed = new Shards(vertx, new ArrayList<>(), new ArrayList<>());
    return placed.placeMore(wanted, new HashSet<>(), 0).map(placed);
  }

  private Future<Void> placeMore(int wanted, Set<Thread> taken, int misses) {
    if (shards.size() == wanted || misses > 4 * Runtime.getRuntime().availableProcessors()) {
      return Future.succeededFuture();
    }
    Shard shard = new Shard();
    return vertx
        .deployVerticle(shard)
        .compose(
            id -> {
              if (taken.add(shard.loop())) {
                shards.add(shard);
                deployments.add(id);
                return placeMore(wanted, taken, 0);
              }
              return vertx.undeploy(id).compose(gone -> placeMore(wanted, taken, misses + 1));
            });
  }

  int size() {
    return shards.size();
  }

  Shard get(int index) {
    return shards.get(index);
  }

  /** Deploys a verticle of the stage on every shard, one after the other. */
  <T extends Deployable> Future<List<T>> deploy(IntFunction<T> stage) {
    List<T> verticles = new ArrayList<>();
    Future<Void> chain = Future.succeededFuture();
    for (int i = 0; i < shards.size(); i++) {
      int index = i;
      chain =
          chain.compose(
              done ->
                  shards
                      .get(index)
                      .deployStage(() -> stage.apply(index))
                      .map(
                          verticle -> {
                            verticles.add(verticle);
                            return null;
                          }));
    }
    return chain.map(verticles);
  }

  /** Takes the stage's verticles down on all shards. */
  Future<?> undeploy(List<? extends Deployable> verticles) {
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < verticles.size(); i++) {
      ends.add(shards.get(i).undeployStage(verticles.get(i)));
    }
    return Future.join(ends);
  }

  /** Takes the shards down, with whatever is still on them. */
  Future<?> close() {
    List<Future<?>> ends = new ArrayList<>();
    deployments.forEach(id -> ends.add(vertx.undeploy(id)));
    return Future.join(ends);
  }
}
