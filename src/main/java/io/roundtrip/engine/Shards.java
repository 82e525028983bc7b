package io.roundtrip.engine;

import io.roundtrip.reactor.Reactor;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** A verticle of each stage on every core of a reactor: a shard is what one core holds. Thread-safe, because the reactor is. */
final class Shards {
  private final Reactor reactor;

  private Shards(Reactor reactor) {
    this.reactor = reactor;
  }

  /** Places so many shards, or as many as the Vert.x has event loops. */
  static Future<Shards> place(Vertx vertx, int wanted) {
    return Reactor.on(vertx, wanted).map(Shards::new);
  }

  int size() {
    return reactor.numCores();
  }

  Reactor reactor() {
    return reactor;
  }

  /** Deploys a verticle of the stage on every shard, one after the other. */
  <T extends Deployable> Future<List<T>> deploy(IntFunction<T> stage) {
    List<T> verticles = new ArrayList<>();
    Future<Void> chain = Future.succeededFuture();
    for (int i = 0; i < size(); i++) {
      int index = i;
      chain =
          chain.compose(
              done ->
                  deployOn(index, () -> stage.apply(index))
                      .map(
                          verticle -> {
                            verticles.add(verticle);
                            return null;
                          }));
    }
    return chain.map(verticles);
  }

  /** Deploys a verticle of the stage on one shard. */
  <T extends Deployable> Future<T> deployOn(int shard, Supplier<T> stage) {
    return reactor.deploy(shard, stage);
  }

  /** Takes the stage's verticles down on all shards. */
  Future<?> undeploy(List<? extends Deployable> verticles) {
    List<Future<?>> ends = new ArrayList<>();
    for (int i = 0; i < verticles.size(); i++) {
      ends.add(reactor.undeploy(i, verticles.get(i)));
    }
    return Future.join(ends);
  }

  /** Takes the shards down, with whatever is still on them. */
  Future<?> close() {
    return reactor.shutdown();
  }
}
