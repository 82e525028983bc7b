package io.roundtrip.demo;

import io.roundtrip.demo.Scene.Take;
import io.roundtrip.future.Await;
import io.roundtrip.future.LoopFuture;
import io.roundtrip.future.Timers;
import io.roundtrip.future.VertxFutures;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/**
 * The two places where the demo's scenes play: an event loop and a virtual-thread verticle. Thread-safe, because it only
 * hands over to their contexts; who asks waits, and must not be on an event loop.
 */
final class DemoThreads {
  /** Far longer than any scene: one that hangs fails, and the demo ends. */
  private static final Duration MOST = Duration.ofSeconds(10);

  private final Timers timers;
  private final Context loop;
  private final Context virtual;

  DemoThreads(Vertx vertx) {
    timers = Timers.of(vertx);
    loop = contextOf(vertx, ThreadingModel.EVENT_LOOP);
    virtual = contextOf(vertx, ThreadingModel.VIRTUAL_THREAD);
  }

  private static Context contextOf(Vertx vertx, ThreadingModel model) {
    Promise<Context> made = Promise.promise();
    vertx
        .deployVerticle(
            context -> {
              made.complete(context);
              return Future.succeededFuture();
            },
            new DeploymentOptions().setThreadingModel(model))
        .await();
    return made.future().await();
  }

  /** A take in explicit style. */
  Take onLoop(Supplier<? extends LoopFuture<?>> chain) {
    return new Take("loop", () -> chained(chain));
  }

  /** A take in straight-line style. */
  Take awaited(Callable<?> code) {
    return new Take("awaited", () -> run(virtual, code));
  }

  /** Runs plain code on the loop. */
  <T> T call(Callable<T> code) {
    return run(loop, code);
  }

  private Object chained(Supplier<? extends LoopFuture<?>> chain) {
    Promise<Object> end = Promise.promise();
    loop.runOnContext(
        on -> {
          try {
            chain.get().onComplete(told(end));
          } catch (RuntimeException thrown) {
            end.fail(thrown);
          }
        });
    return await(end);
  }

  /** A listener for a value of any type. */
  private static <T> Completable<T> told(Promise<Object> end) {
    return (value, failure) -> end.complete(value, failure);
  }

  private <T> T run(Context context, Callable<T> code) {
    Promise<T> end = Promise.promise();
    context.runOnContext(
        on -> {
          try {
            end.complete(code.call());
          } catch (Exception thrown) {
            end.fail(thrown);
          }
        });
    return await(end);
  }

  private <T> T await(Promise<T> end) {
    return Await.await(VertxFutures.timeout(timers, end.future(), MOST));
  }
}
