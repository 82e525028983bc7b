package io.roundtrip.engine;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One event loop's place for a verticle of each stage. Loop-confined once deployed.
 *
 * <p>Its own deployment only records its context. Stages are deployed on it later, once it is known that every loop holds
 * exactly one shard: clients that a verticle creates while it starts would otherwise shift later ones to other loops.
 */
final class Shard implements Deployable {
  private @Nullable Context context;
  private @Nullable Thread loop;
  private final Deque<Deployable> stages = new ArrayDeque<>();

  @Override
  public Future<?> deploy(Context place) {
    context = place;
    loop = Thread.currentThread();
    return Future.succeededFuture();
  }

  /** Takes down what is still deployed, the last first. */
  @Override
  public Future<?> undeploy(Context place) {
    return removeLast();
  }

  private Future<?> removeLast() {
    Deployable last = stages.pollLast();
    if (last == null) {
      return Future.succeededFuture();
    }
    // Composed, so that one that throws does not keep the others.
    return Future.succeededFuture()
        .compose(
            begin -> {
              try {
                return last.undeploy(context());
              } catch (Exception failure) {
                return Future.failedFuture(failure);
              }
            })
        .transform(ended -> removeLast());
  }

  Context context() {
    if (context == null) {
      throw new IllegalStateException("the shard is not deployed yet");
    }
    return context;
  }

  /** The loop's thread. */
  @Nullable Thread loop() {
    return loop;
  }

  /** Creates and deploys the stage's verticle on this shard's context. */
  <T extends Deployable> Future<T> deployStage(Supplier<T> stage) {
    Promise<T> promise = Promise.promise();
    context()
        .runOnContext(
            on -> {
              try {
                T verticle = stage.get();
                stages.addLast(verticle);
                verticle.deploy(context()).map(verticle).onComplete(promise::handle);
              } catch (Exception failure) {
                promise.fail(failure);
              }
            });
    return promise.future();
  }

  /** Takes the stage's verticle down. */
  Future<?> undeployStage(Deployable verticle) {
    Promise<Object> promise = Promise.promise();
    context()
        .runOnContext(
            on -> {
              stages.remove(verticle);
              try {
                verticle.undeploy(context()).map((Object) null).onComplete(promise::handle);
              } catch (Exception failure) {
                promise.fail(failure);
              }
            });
    return promise.future();
  }
}
