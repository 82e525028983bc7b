package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.kit.Loop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Whom an outcome is told, and what becomes of an exception of a listener's. */
final class ListenerTest {
  private static final Loop LOOP = new Loop();

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @Test
  void aListenerIsToldTheValueOrTheError() throws Exception {
    RuntimeException error = new RuntimeException("e");
    LOOP.run(
        () -> {
          for (Coming coming : List.of(Coming.READY, Coming.PENDING)) {
            List<Object> told = new ArrayList<>();
            coming.value(1, f -> listen(f, told));
            coming.<Integer, Integer>error(error, f -> listen(f, told));
            assertEquals(List.of(1, error), told);
          }
        });
  }

  private static LoopFuture<Integer> listen(LoopFuture<Integer> future, List<Object> told) {
    future.onComplete(
        (value, failure) -> {
          if (failure == null) {
            told.add(value);
          } else {
            assertNull(value);
            told.add(failure);
          }
        });
    return LoopFuture.makeReady(0);
  }

  @Test
  void itThrowsToTheContextItRanOnAndNotToTheProducer() throws Exception {
    RuntimeException bug = new RuntimeException("listener");
    LOOP.run(FuturePool::current); // made on another context than the one below
    Context context = LOOP.vertx().getOrCreateContext();
    CompletableFuture<Throwable> handled = new CompletableFuture<>();
    CompletableFuture<Boolean> producer = new CompletableFuture<>();
    context.exceptionHandler(handled::complete);
    context.runOnContext(
        on -> {
          LoopFuture<Integer> promise = LoopFuture.promise();
          promise.onComplete(
              (value, failure) -> {
                throw bug;
              });
          promise.succeed(1);
          producer.complete(Vertx.currentContext() == context);
        });
    assertEquals(true, producer.get(20, TimeUnit.SECONDS), "the producer goes on");
    assertSame(bug, handled.get(20, TimeUnit.SECONDS));
  }

  @Test
  void onAReadyFutureItThrowsToTheCallerWhoIsItsOwner() throws Exception {
    RuntimeException bug = new RuntimeException("listener");
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          LoopFuture<Integer> ready = LoopFuture.makeReady(1);
          RuntimeException thrown =
              assertThrows(
                  RuntimeException.class,
                  () ->
                      ready.onComplete(
                          (value, failure) -> {
                            throw bug;
                          }));
          assertSame(bug, thrown);
          assertEquals(1, pool.free(), "it is consumed all the same");
        });
  }

  @Test
  void theFutureIsFreeBeforeItsListenerIsTold() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          LoopFuture<Integer> promise = LoopFuture.promise();
          List<Integer> free = new ArrayList<>();
          promise.onComplete((value, failure) -> free.add(Objects.checkIndex(pool.free(), 2)));
          promise.succeed(1);
          assertEquals(List.of(1), free);
        });
  }
}
