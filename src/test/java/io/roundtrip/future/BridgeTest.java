package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Loop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** From Vert.x futures and to them, and to threads that may block. */
final class BridgeTest {
  private static final Loop LOOP = new Loop();
  private static final Loop OTHER = new Loop();
  private static final Duration LONG = Duration.ofSeconds(20);

  @AfterAll
  static void close() {
    LOOP.close();
    OTHER.close();
  }

  @Test
  void aVertxFutureThatIsOverIsReadyAtOnce() throws Exception {
    IOException error = new IOException("e");
    LOOP.run(
        () -> {
          assertEquals(1, LoopFuture.of(Future.succeededFuture(1)).get());
          LoopFuture<Integer> failed = LoopFuture.of(Future.failedFuture(error));
          assertTrue(failed.isFailed());
          assertSame(error, assertThrows(IOException.class, failed::get));
        });
  }

  @Test
  void stepsRunOnTheMakersContextAlsoWhenAnotherThreadCompletesTheirs() throws Exception {
    Promise<Integer> promise = Promise.promise();
    Context maker = LOOP.call(() -> LOOP.vertx().getOrCreateContext());
    Context second = LOOP.vertx().getOrCreateContext(); // of the same loop, for it has one
    CompletableFuture<Context> ranOn = new CompletableFuture<>();
    CompletableFuture<Context> made = new CompletableFuture<>();
    second.runOnContext(
        on -> {
          made.complete(Vertx.currentContext());
          LoopFuture.of(promise.future())
              .then(x -> ranOn.complete(Vertx.currentContext()))
              .ignore();
        });
    assertNotSame(maker, made.get(20, TimeUnit.SECONDS));
    promise.complete(1); // by this thread
    assertSame(made.get(), ranOn.get(20, TimeUnit.SECONDS));
  }

  @Test
  void oneOfAnotherContextThatIsOverIsReadyAtOnce() throws Exception {
    IOException error = new IOException("e");
    Future<@Nullable Integer> theirs = OTHER.vertx().executeBlocking(() -> 5);
    Future<@Nullable Integer> failed =
        OTHER
            .vertx()
            .executeBlocking(
                () -> {
                  throw error;
                });
    assertEquals(5, theirs.await(20, TimeUnit.SECONDS));
    assertThrows(IOException.class, () -> failed.await(20, TimeUnit.SECONDS));
    LOOP.run(
        () -> {
          assertEquals(5, LoopFuture.of(theirs).get());
          LoopFuture<@Nullable Integer> bridge = LoopFuture.of(failed);
          assertTrue(bridge.isFailed());
          assertSame(error, assertThrows(IOException.class, bridge::get));
        });
  }

  @Test
  void aPendingOneCompletesItOnTheLoop() throws Exception {
    LOOP.run(
        () -> {
          Promise<Integer> promise = Promise.promise();
          LoopFuture<Integer> bridge = LoopFuture.of(promise.future());
          assertFalse(bridge.isReady());
          promise.complete(3);
          assertEquals(3, bridge.get());

          Promise<Integer> fails = Promise.promise();
          LoopFuture<Integer> failed = LoopFuture.of(fails.future());
          IOException error = new IOException("e");
          fails.fail(error);
          assertSame(error, assertThrows(IOException.class, failed::get));
        });
  }

  @Test
  void itsOtherListenersAreNotDisturbed() throws Exception {
    LOOP.run(
        () -> {
          List<String> heard = new ArrayList<>();
          Promise<Integer> promise = Promise.promise();
          promise.future().onComplete(x -> heard.add("before"));
          LoopFuture<Integer> bridge =
              LoopFuture.of(promise.future())
                  .then(
                      x -> {
                        throw new IllegalStateException("step");
                      });
          promise.future().onComplete(x -> heard.add("after"));
          promise.complete(1);
          assertEquals(List.of("before", "after"), heard);
          assertThrows(IllegalStateException.class, bridge::get);
        });
  }

  @Test
  void oneCompletedByAnotherThreadRunsItsStepsOnTheLoop() throws Exception {
    Thread loop = LOOP.call(Thread::currentThread);
    Promise<Integer> promise = Promise.promise();
    CompletableFuture<Thread> ranOn = new CompletableFuture<>();
    Future<Integer> result =
        LOOP.call(
            () ->
                LoopFuture.of(promise.future())
                    .then(
                        x -> {
                          ranOn.complete(Thread.currentThread());
                          return x + 1;
                        })
                    .toVertx());
    promise.complete(1); // by this thread
    assertSame(loop, ranOn.get(20, TimeUnit.SECONDS));
    assertEquals(2, result.await(20, TimeUnit.SECONDS));

    Promise<Integer> fails = Promise.promise();
    Future<Integer> failed = LOOP.call(() -> LoopFuture.of(fails.future()).toVertx());
    IOException error = new IOException("e");
    OTHER.run(() -> fails.fail(error));
    assertSame(error, assertThrows(IOException.class, () -> failed.await(20, TimeUnit.SECONDS)));
  }

  @Test
  void aBridgeComesBackToThePool() throws Exception {
    Promise<Integer> promise = Promise.promise();
    FuturePool pool = LOOP.call(() -> FuturePool.renew(false));
    Future<Integer> out = LOOP.call(() -> LoopFuture.of(promise.future()).toVertx());
    promise.complete(1);
    assertEquals(1, out.await(20, TimeUnit.SECONDS));
    assertEquals(1, LOOP.call(pool::free));
    // As a plain one: what another thread does to it is refused again.
    LoopFuture<Integer> again =
        LOOP.call(
            () -> {
              LoopFuture<Integer> one;
              for (int i = 0; i < 1_024; i++) {
                LoopFuture.promise().toOptional();
              }
              List<LoopFuture<Integer>> spare = new ArrayList<>();
              for (int i = 0; i < 1_024; i++) {
                spare.add(LoopFuture.promise());
              }
              for (LoopFuture<Integer> each : spare) {
                each.ignore();
                each.succeed(0);
              }
              one = LoopFuture.promise();
              return one;
            });
    assertThrows(IllegalStateException.class, () -> again.succeed(1));
    LOOP.run(() -> again.succeed(2));
    assertEquals(2, LOOP.call(again::get));
  }

  @Test
  void toVertxHasTheSameOutcome() throws Exception {
    IOException error = new IOException("e");
    for (Coming coming : Coming.values()) {
      List<Future<Integer>> out = new ArrayList<>();
      LOOP.run(
          () -> {
            coming.value(1, f -> taken(f.then(x -> x + 1), out));
            coming.<Integer, Integer>error(error, f -> taken(f, out));
          });
      assertEquals(2, out.get(0).await(20, TimeUnit.SECONDS));
      assertSame(
          error, assertThrows(IOException.class, () -> out.get(1).await(20, TimeUnit.SECONDS)));
    }
  }

  private static LoopFuture<Integer> taken(LoopFuture<Integer> from, List<Future<Integer>> to) {
    to.add(from.toVertx());
    return LoopFuture.makeReady(0);
  }

  @Test
  void aTaskIsReadByAThreadThatMayBlock() throws Exception {
    Task<Integer> ready = LOOP.call(() -> LoopFuture.makeReady(1).toTask());
    assertTrue(ready.isDone());
    assertEquals(1, ready.get(Duration.ZERO));
    assertEquals(1, ready.get(LONG), "as often as one likes");

    LoopFuture<Integer> promise = LOOP.call(LoopFuture::promise);
    Task<Integer> pending = LOOP.call(promise::toTask);
    assertFalse(pending.isDone());
    Duration shortly = Duration.ofMillis(2);
    TimedOut late = assertThrows(TimedOut.class, () -> pending.get(shortly));
    assertEquals(shortly, late.after());
    assertEquals("no outcome within 2.0 ms", late.getMessage());
    Future<Integer> same = pending.toVertx();
    LOOP.run(() -> promise.succeed(2));
    assertEquals(2, pending.get(LONG));
    assertEquals(2, same.await(20, TimeUnit.SECONDS));
  }

  @Test
  void aPendingTaskIsNotReadOnAnEventLoop() throws Exception {
    LOOP.run(
        () -> {
          LoopFuture<Integer> promise = LoopFuture.promise();
          Task<Integer> task = promise.toTask();
          IllegalStateException error =
              assertThrows(IllegalStateException.class, () -> task.get(LONG));
          assertTrue(String.valueOf(error.getMessage()).contains("is an event loop"));
          promise.succeed(1);
          assertEquals(1, task.get(LONG), "one that is done may be read");
        });
  }

  @Test
  void aTaskThatIsCompletedTwiceSaysSo() throws Exception {
    Task<Integer> task = LOOP.call(() -> LoopFuture.makeReady(1).toTask());
    assertThrows(IllegalStateException.class, () -> task.complete(2, null));
    assertThrows(IllegalStateException.class, () -> task.fail(new IOException("late")));
    assertEquals(1, task.get(LONG));
  }
}
