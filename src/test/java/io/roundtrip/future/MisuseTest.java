package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Loop;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Wrong uses are errors that say what happened, and do no harm to anybody else. */
final class MisuseTest {
  private static final Loop LOOP = new Loop();
  private static final Loop OTHER = new Loop();

  @AfterAll
  static void close() {
    LOOP.close();
    OTHER.close();
  }

  @FunctionalInterface
  private interface Use {
    void of(LoopFuture<Integer> future) throws Exception;
  }

  /** Every public use of a future but {@code complete}. */
  private static final List<Use> USES =
      List.of(
          f -> f.then(x -> x),
          f -> f.then(1, (c, x) -> x),
          f -> f.thenCompose(LoopFuture::makeReady),
          f -> f.thenCompose(1, (c, x) -> LoopFuture.makeReady(x)),
          f -> f.handleError(e -> 1),
          f -> f.handleError(1, (c, e) -> 1),
          f -> f.handleErrorCompose(e -> LoopFuture.makeReady(1)),
          f -> f.eventually(() -> {}),
          f -> f.eventuallyCompose(() -> LoopFuture.makeReady(1)),
          LoopFuture::isReady,
          LoopFuture::isFailed,
          LoopFuture::get,
          f -> f.onComplete((value, failure) -> {}),
          LoopFuture::toVertx,
          f -> assertNotNull(f.toTask()),
          LoopFuture::ignore);

  private static void everyUse(String why, LoopFuture<Integer> future) {
    for (Use use : USES) {
      refused(why, () -> use.of(future));
    }
  }

  private static void refused(String why, Loop.Code code) {
    IllegalStateException error = assertThrows(IllegalStateException.class, code::run);
    assertTrue(String.valueOf(error.getMessage()).contains(why), error::toString);
  }

  @Test
  void everyUseAfterItWasConsumedSaysSo() throws Exception {
    LOOP.run(
        () -> {
          LoopFuture<Integer> taken = LoopFuture.makeReady(1);
          taken.get();
          everyUse("was consumed before", taken);
          LoopFuture<Integer> failed = LoopFuture.makeException(new RuntimeException("taken"));
          failed.ignore();
          everyUse("was consumed before", failed);
          LoopFuture<Integer> pending = LoopFuture.promise();
          pending.ignore();
          everyUse("was consumed before", pending);
          pending.succeed(1);
          everyUse("was consumed before", pending);
        });
  }

  @Test
  void everyWayOfConsumingIsOne() throws Exception {
    LOOP.run(
        () -> {
          for (Coming coming : List.of(Coming.READY, Coming.PENDING)) {
            for (Use use :
                List.<Use>of(
                    f -> f.onComplete((value, failure) -> {}),
                    LoopFuture::toVertx,
                    f -> assertNotNull(f.toTask()),
                    LoopFuture::ignore,
                    f -> LoopFuture.makeReady(1).thenCompose(x -> f),
                    f -> LoopFutures.whenAll(List.of(f)),
                    f -> LoopFutures.whenAny(List.of(f)),
                    f -> LoopFutures.whenSome(1, List.of(f)))) {
              LoopFuture<Integer> future =
                  coming == Coming.READY ? LoopFuture.makeReady(1) : LoopFuture.promise();
              use.of(future);
              refused("was consumed before", future::isReady);
            }
          }
        });
  }

  @Test
  void everyUseFromAnotherThreadSaysSo() throws Exception {
    List<LoopFuture<Integer>> theirs =
        LOOP.call(
            () ->
                List.of(
                    LoopFuture.makeReady(1),
                    LoopFuture.promise(),
                    LoopFuture.makeException(new RuntimeException("e"))));
    for (LoopFuture<Integer> future : theirs) {
      everyUse("was used by " + Thread.currentThread().getName(), future);
      OTHER.run(() -> everyUse("which is not its loop: bridge it there", future));
      refused("was used by", () -> future.complete(1, null));
    }
    LOOP.run(
        () -> {
          assertEquals(1, theirs.get(0).get(), "unharmed");
          theirs.get(1).succeed(2);
          assertEquals(2, theirs.get(1).get(), "unharmed");
          theirs.get(2).ignore();
        });
  }

  @Test
  void noneIsMadeOffAnEventLoop() throws Exception {
    String why = Thread.currentThread().getName() + " is none: use a Vert.x future here";
    refused(why, LoopFuture::promise);
    refused(why, () -> LoopFuture.makeReady(1));
    refused(why, () -> LoopFuture.makeException(new RuntimeException("e")));
    refused(why, () -> LoopFuture.of(io.vertx.core.Future.succeededFuture(1)));
    FuturePool pool = LOOP.call(FuturePool::current);
    refused("were used by " + Thread.currentThread().getName(), pool::promise);
    OTHER.run(() -> refused("were used by", () -> pool.makeReady(1)));
  }

  @Test
  void completingTwiceSaysSo() throws Exception {
    LOOP.run(
        () -> {
          LoopFuture<Integer> twice = LoopFuture.promise();
          twice.succeed(1);
          refused("was completed twice", () -> twice.succeed(2));
          refused("was completed twice", () -> twice.fail(new RuntimeException("late")));
          assertEquals(1, twice.get(), "the first word counts");
          refused("was completed twice, or after it was consumed", () -> twice.succeed(3));
          refused("was completed twice", () -> LoopFuture.makeReady(1).succeed(2));

          LoopFuture<Integer> inner = LoopFuture.promise();
          LoopFuture<Integer> waiting = LoopFuture.promise();
          LoopFuture<Integer> chain = waiting.thenCompose(x -> inner);
          waiting.succeed(1);
          refused("was completed twice", () -> waiting.succeed(2));
          inner.succeed(5);
          assertEquals(5, chain.get());

          LoopFuture<Integer> consumed = LoopFuture.promise();
          consumed.ignore();
          consumed.succeed(1);
          refused("was completed twice", () -> consumed.succeed(2));
        });
  }

  @Test
  void aStepThatCompletesItsOwnChainFailsIt() throws Exception {
    LOOP.run(
        () -> {
          LoopFuture<Integer> own = LoopFuture.promise();
          LoopFuture<Integer> chain =
              own.then(
                  x -> {
                    own.succeed(2);
                    return x;
                  });
          own.succeed(1);
          refused("was completed twice", chain::get);
        });
  }

  @Test
  void aStepThatUsesItsOwnChainsFutureSaysSo() throws Exception {
    LOOP.run(
        () -> {
          for (Use use : USES) {
            LoopFuture<Integer> pending = LoopFuture.promise();
            LoopFuture<Integer> chain = pending.then(x -> used(use, pending));
            pending.succeed(1);
            assertEquals(1, chain.get());
            LoopFuture<Integer> ready = LoopFuture.makeReady(1);
            assertEquals(1, ready.then(x -> used(use, ready)).get());
            LoopFuture<Integer> with = LoopFuture.makeReady(1);
            assertEquals(1, with.then(use, (u, x) -> used(u, with)).get());
          }
          LoopFuture<Integer> itself = LoopFuture.promise();
          LoopFuture<Integer> circle = itself.thenCompose(x -> itself);
          itself.succeed(1);
          refused("was used by a step of its own chain", circle::get);
        });
  }

  private static int used(Use use, LoopFuture<Integer> own) {
    refused("was used by a step of its own chain", () -> use.of(own));
    return 1;
  }

  @Test
  void anAsynchronousStepThatReturnsAFutureThatCannotBeUsedFailsTheChain() throws Exception {
    LoopFuture<Integer> foreign = OTHER.call(() -> LoopFuture.makeReady(7));
    LOOP.run(
        () -> {
          LoopFuture<Integer> consumed = LoopFuture.makeReady(1);
          consumed.get();
          LoopFuture<Integer> promise = LoopFuture.promise();
          promise.ignore();
          for (Coming coming : Coming.values()) {
            refused("was consumed", () -> coming.value(1, f -> f.thenCompose(x -> consumed)));
            refused("was consumed", () -> coming.value(1, f -> f.thenCompose(x -> promise)));
            refused("was consumed", () -> coming.value(1, f -> f.eventuallyCompose(() -> promise)));
            refused("was used by", () -> coming.value(1, f -> f.thenCompose(x -> foreign)));
            assertThrows(
                NullPointerException.class,
                () -> coming.value(1, f -> f.<Integer>thenCompose(x -> Untyped.as(null))));
          }
        });
    assertEquals(7, OTHER.call(foreign::get), "unharmed");
  }

  @Test
  void getOnAPendingFutureSaysWhatToDo() throws Exception {
    LOOP.run(
        () -> {
          LoopFuture<Integer> pending = LoopFuture.promise();
          refused(
              "is pending, and an event loop cannot wait: chain with then, or await", pending::get);
          LoopFuture<Integer> inner = LoopFuture.promise();
          LoopFuture<Integer> waiting = LoopFuture.makeReady(1).thenCompose(x -> inner);
          refused("is pending", waiting::get);
          pending.succeed(1);
          inner.succeed(2);
          assertEquals(1, pending.get());
          assertEquals(2, waiting.get());
        });
  }

  @Test
  void debugModeSaysWhereItWasMadeAndNeverUsesItAgain() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(true);
          List<LoopFuture<?>> seen = new ArrayList<>();
          for (int i = 0; i < 3 * FuturePool.RESERVE; i++) {
            LoopFuture<Integer> one = LoopFuture.makeReady(i);
            one.get();
            seen.add(one);
          }
          assertEquals(3 * FuturePool.RESERVE, pool.made());
          assertEquals(0, pool.free());
          for (LoopFuture<?> one : seen) {
            assertThrows(IllegalStateException.class, one::get);
          }
          IllegalStateException error =
              assertThrows(IllegalStateException.class, seen.getFirst()::get);
          Throwable made = Objects.requireNonNull(error.getCause());
          assertTrue(
              Arrays.stream(made.getStackTrace())
                  .anyMatch(at -> at.getClassName().equals(MisuseTest.class.getName())),
              "it was made in this class");

          FuturePool.renew(false);
          LoopFuture<Integer> plain = LoopFuture.makeReady(1);
          plain.get();
          IllegalStateException hint = assertThrows(IllegalStateException.class, plain::get);
          assertNull(hint.getCause());
          assertTrue(
              String.valueOf(hint.getMessage()).contains("-Droundtrip.future.debug=true"),
              hint::toString);
        });
  }
}
