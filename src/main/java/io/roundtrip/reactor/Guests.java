package io.roundtrip.reactor;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The verticles that are deployed on one core's context. Loop-confined but for {@link #deploy} and {@link #undeploy}, which
 * go there by themselves.
 */
final class Guests {
  private final Context context;
  private final Deque<Deployable> deployed = new ArrayDeque<>();

  Guests(Context context) {
    this.context = context;
  }

  /** Creates the verticle and deploys it on the core's context. */
  <T extends Deployable> Future<T> deploy(Supplier<T> verticle) {
    Promise<T> promise = Promise.promise();
    context.runOnContext(
        on -> {
          try {
            T guest = verticle.get();
            deployed.addLast(guest);
            guest.deploy(context).map(guest).onComplete(promise::handle);
          } catch (Exception failure) {
            promise.fail(failure);
          }
        });
    return promise.future();
  }

  /** Takes the verticle down. */
  Future<?> undeploy(Deployable verticle) {
    Promise<Object> promise = Promise.promise();
    context.runOnContext(
        on -> {
          deployed.remove(verticle);
          try {
            verticle.undeploy(context).map((Object) null).onComplete(promise::handle);
          } catch (Exception failure) {
            promise.fail(failure);
          }
        });
    return promise.future();
  }

  /** Takes down what is still deployed, the last first. */
  Future<?> takeDown() {
    Deployable last = deployed.pollLast();
    if (last == null) {
      return Future.succeededFuture();
    }
    // Composed, so that one that throws does not keep the others.
    return Future.succeededFuture()
        .compose(
            begin -> {
              try {
                return last.undeploy(context);
              } catch (Exception failure) {
                return Future.failedFuture(failure);
              }
            })
        .transform(ended -> takeDown());
  }
}
