package io.roundtrip.demo;

import static io.roundtrip.future.Await.await;

import io.roundtrip.demo.Scene.Take;
import io.roundtrip.future.LoopFuture;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** The ways into and out of a loop future, and the errors of those who use one wrongly. Immutable. */
final class BridgeScenes {
  private static final Duration MOST = Duration.ofSeconds(10);

  private final Catalogue catalogue;
  private final DemoThreads threads;

  BridgeScenes(Catalogue catalogue, DemoThreads threads) {
    this.catalogue = catalogue;
    this.threads = threads;
  }

  List<Scene> all() {
    return List.of(
        of(), toVertx(), toTask(), usedTwice(), completedTwice(), gotPending(), foreign());
  }

  private Scene of() {
    return new Scene(
        "of",
        "a Vert.x future's outcome, on the loop",
        SimulatedCatalogue.priceOf("tsh"),
        threads.onLoop(() -> LoopFuture.of(catalogue.price("tsh"))));
  }

  private Scene toVertx() {
    return new Scene(
        "toVertx",
        "bridged on its loop, awaited on a virtual thread",
        SimulatedCatalogue.priceOf("tsh"),
        threads.awaited(
            () -> {
              Future<Integer> bridge = threads.call(() -> catalogue.loopPrice("tsh").toVertx());
              return await(bridge);
            }));
  }

  private Scene toTask() {
    return new Scene(
        "toTask",
        "bridged on its loop, waited for by a plain thread",
        SimulatedCatalogue.priceOf("tsh"),
        new Take(
            "blocked", () -> threads.call(() -> catalogue.loopPrice("tsh").toTask()).get(MOST)));
  }

  private Scene usedTwice() {
    return new Scene(
        "used twice",
        "get() after get()",
        "get: the loop future was consumed before, and a future is consumed once",
        misuse(
            future -> {
              future.succeed(1);
              future.get();
              future.get();
            }));
  }

  private Scene completedTwice() {
    return new Scene(
        "completed twice",
        "succeed() after succeed()",
        "complete: the loop future was completed twice",
        misuse(
            future -> {
              future.succeed(1);
              try {
                future.succeed(2);
              } finally {
                future.ignore();
              }
            }));
  }

  private Scene gotPending() {
    return new Scene(
        "get, pending",
        "get() before there is an outcome",
        "get: the loop future is pending, and an event loop cannot wait: chain with then, or await"
            + " its toVertx() on a virtual thread",
        misuse(
            future -> {
              try {
                future.get();
              } finally {
                future.succeed(1);
                future.ignore();
              }
            }));
  }

  private Take misuse(Consumer<LoopFuture<Integer>> wrong) {
    return threads.onLoop(
        () -> {
          try {
            wrong.accept(LoopFuture.promise());
            return LoopFuture.makeReady("no error");
          } catch (IllegalStateException error) {
            return LoopFuture.makeReady(said(error));
          }
        });
  }

  private Scene foreign() {
    String loop = threads.call(() -> Thread.currentThread().getName());
    return new Scene(
        "wrong thread",
        "a virtual thread adds a step to the loop's future",
        "the loop future of " + loop + " was used by a virtual thread, which is not its loop",
        threads.awaited(
            () -> {
              LoopFuture<Integer> future = threads.call(() -> LoopFuture.makeReady(1));
              try {
                return future.then(x -> x + 1).get();
              } catch (IllegalStateException error) {
                return said(error)
                    .replaceFirst(
                        "used by " + Thread.currentThread().getName() + ",",
                        "used by a virtual thread,")
                    .replaceFirst(": bridge it there.*", "");
              } finally {
                threads.call(future::get);
              }
            }));
  }

  /** What the error says, without the advice how to learn more. */
  private static String said(IllegalStateException error) {
    return String.valueOf(error.getMessage()).replaceFirst(" \\(-D.*\\)$", "");
  }
}
