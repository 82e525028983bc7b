package io.roundtrip.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.roundtrip.future.Await;
import io.roundtrip.future.LoopFuture;
import io.roundtrip.future.Task;
import io.roundtrip.future.Timers;
import io.roundtrip.kit.Loop;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class ReactorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Loop LOOP = new Loop();
  private static final Reactor REACTOR = Await.await(Reactor.on(LOOP.vertx(), 4));

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @Test
  void hasNoMoreCoresThanThereAreLoops() {
    assertEquals(1, REACTOR.numCores());
    assertEquals(-1, REACTOR.currentCore());
    assertEquals(
        "a reactor has at least one core, got 0",
        assertThrows(IllegalArgumentException.class, () -> Reactor.initialize(0)).getMessage());
    assertEquals(
        "core must be 0 to 0, got 1",
        assertThrows(IllegalArgumentException.class, () -> REACTOR.core(1)).getMessage());
  }

  @Test
  void runsATaskForTheCallersOwnCoreAtOnce() throws Exception {
    LOOP.run(
        () -> {
          assertEquals(0, REACTOR.currentCore());
          assertEquals(42, REACTOR.submitTo(0, 41, x -> x + 1).get());
          assertEquals(
              "composed", REACTOR.composeOn(0, () -> LoopFuture.makeReady("composed")).get());
          IllegalStateException bug = new IllegalStateException("a bug");
          LoopFuture<Object> failed =
              REACTOR.submitTo(
                  0,
                  () -> {
                    throw bug;
                  });
          assertTrue(failed.isFailed());
          assertSame(bug, assertThrows(IllegalStateException.class, failed::get));
        });
  }

  @Test
  void aTaskForTheCallersOwnCoreMakesNoGarbage() throws Exception {
    Function<String, Integer> task = String::length;
    long bytes =
        LOOP.call(
            () -> {
              ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
              long least = Long.MAX_VALUE;
              // The least of several rounds: what the compiler and the first futures cost is not
              // the path's.
              for (int round = 0; round < 30; round++) {
                long before = threads.getCurrentThreadAllocatedBytes();
                int sum = 0;
                for (int i = 0; i < 10_000; i++) {
                  sum += REACTOR.submitTo(0, "twelve bytes", task).get();
                }
                least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                assertEquals(120_000, sum);
              }
              return least;
            });
    // The counter itself is an object or two; a byte for each task would be ten thousand.
    assertTrue(bytes < 1_000, () -> bytes + " bytes for 10,000 tasks");
  }

  @Test
  void anEnqueuedTaskOfTheCallersOwnCoreRunsLater() throws Exception {
    CompletableFuture<String> done = new CompletableFuture<>();
    LOOP.run(
        () -> {
          LoopFuture<String> low = REACTOR.enqueue(0, Priority.IDLE, () -> "idle");
          assertTrue(!low.isReady());
          low.onComplete((value, error) -> done.complete(value));
        });
    assertEquals("idle", done.get(20, TimeUnit.SECONDS));
  }

  @Test
  void anOtherThreadGetsATask() throws Exception {
    assertEquals(0, REACTOR.taskOn(0, REACTOR::currentCore).get(PATIENCE));
    assertEquals(
        7, REACTOR.composeTaskOn(0, () -> REACTOR.yieldNow().then(passed -> 7)).get(PATIENCE));
    String why =
        assertThrows(IllegalStateException.class, () -> REACTOR.submitTo(0, () -> 1)).getMessage();
    assertTrue(String.valueOf(why).endsWith("is none: use taskOn here"), why);
    assertThrows(IllegalStateException.class, REACTOR::yieldNow);
  }

  @Test
  void aTaskThatThrowsGoesToTheContextsExceptionHandler() throws Exception {
    CompletableFuture<Throwable> heard = new CompletableFuture<>();
    IllegalStateException bug = new IllegalStateException("a bug");
    Context context = REACTOR.core(0);
    context.exceptionHandler(heard::complete);
    assertEquals(
        Offered.ACCEPTED,
        REACTOR.offer(
            0,
            Priority.HIGH,
            () -> {
              throw bug;
            }));
    assertSame(bug, heard.get(20, TimeUnit.SECONDS));
    assertEquals("well", REACTOR.taskOn(0, () -> "well").get(PATIENCE));
  }

  @Test
  void aFullQueueIsATypedRefusal() throws Exception {
    // Of its own: what it leaves in the queue would be in the other tests' way.
    try (Loop loop = new Loop()) {
      Reactor reactor = Await.await(Reactor.on(loop.vertx(), 1));
      loop.run(
          () -> {
            int accepted = 0;
            while (reactor.offer(0, Priority.IDLE, () -> {}) == Offered.ACCEPTED) {
              accepted++;
            }
            assertEquals(65_536, accepted);
            assertEquals(Offered.FULL, reactor.offer(0, Priority.IDLE, () -> {}));
            LoopFuture<Integer> refused = reactor.enqueue(0, Priority.IDLE, () -> 1);
            assertEquals(
                "core 0: its queue of IDLE tasks is full: 65536 wait",
                assertThrows(CoreBusy.class, refused::get).getMessage());
            assertEquals(Offered.ACCEPTED, reactor.offer(0, Priority.HIGH, () -> {}));
          });
    }
  }

  @Test
  void enqueuedTasksRunByTheirPriority() throws Exception {
    List<Priority> ran = new ArrayList<>();
    CompletableFuture<List<Priority>> done = new CompletableFuture<>();
    LOOP.run(
        () -> {
          for (Priority priority : List.of(Priority.IDLE, Priority.NORMAL, Priority.HIGH)) {
            REACTOR
                .enqueue(0, priority, () -> ran.add(priority))
                .onComplete(
                    (value, error) -> {
                      if (ran.size() == 3) {
                        done.complete(ran);
                      }
                    });
          }
        });
    assertEquals(
        List.of(Priority.HIGH, Priority.NORMAL, Priority.IDLE), done.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aComposedTaskThatReturnsNoFutureFailsAndSaysSo() throws Exception {
    LOOP.run(() -> saysNoFuture(REACTOR.composeOn(0, ReactorTest::<LoopFuture<Integer>>none)::get));
    Task<Integer> other = REACTOR.composeTaskOn(0, ReactorTest::none);
    saysNoFuture(() -> other.get(PATIENCE));
  }

  private static void saysNoFuture(Executable code) {
    assertEquals(
        "a composed task returned no future",
        assertThrows(NullPointerException.class, code).getMessage());
  }

  /** No future, as code that ignores the null policy returns it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <F> F none() {
    return null;
  }

  @Test
  void isNotInitializedOnAnEventLoop() throws Exception {
    LOOP.run(
        () ->
            assertEquals(
                "Reactor.initialize blocks; from an event loop use Reactor.on(vertx, cores)",
                assertThrows(IllegalStateException.class, () -> Reactor.initialize(1))
                    .getMessage()));
  }

  @Test
  void aTimerIsCancelledOnItsOwnLoopAndThenDoesNotFire() throws Exception {
    List<String> fired = new ArrayList<>();
    CompletableFuture<List<String>> later = new CompletableFuture<>();
    Timers.Timer one = LOOP.call(() -> REACTOR.setTimer(1_000_000, () -> fired.add("cancelled")));
    String why = assertThrows(IllegalStateException.class, one::cancel).getMessage();
    assertTrue(String.valueOf(why).startsWith("a timer is cancelled on its own loop"), why);
    LOOP.run(
        () -> {
          Timers.Timer two = REACTOR.setTimer(1_000_000, () -> fired.add("cancelled"));
          two.cancel();
          fired.clear();
          REACTOR.setTimer(3_000_000, () -> later.complete(fired));
          one.cancel();
        });
    assertEquals(List.of(), later.get(20, TimeUnit.SECONDS));
  }

  @Test
  void theWorstLagIsThatOfTheCoreThatIsLatest() throws Exception {
    Reactor reactor = Reactor.initialize(2);
    try {
      List<Long> read =
          reactor
              .taskOn(
                  1,
                  () -> {
                    // Its own timer is overdue in a tenth of a second; the other core's is not.
                    long late = reactor.lagNanos(1);
                    while (late <= reactor.lagNanos(0)) {
                      Thread.onSpinWait();
                      late = reactor.lagNanos(1);
                    }
                    return List.of(late, reactor.worstLagNanos());
                  })
              .get(PATIENCE);
      assertTrue(read.get(1) >= read.get(0), read::toString);
    } finally {
      Await.await(reactor.shutdown());
    }
  }

  @Test
  void sleepsAndTimersAreNeverEarly() throws Exception {
    long begin = System.nanoTime();
    long slept =
        REACTOR
            .composeTaskOn(
                0, () -> REACTOR.sleep(Duration.ofNanos(2_500_000)).then(over -> System.nanoTime()))
            .get(PATIENCE);
    assertTrue(slept - begin >= 2_500_000);
    LOOP.run(
        () -> {
          String why =
              assertThrows(
                      IllegalArgumentException.class, () -> REACTOR.setPeriodic(999_999, () -> {}))
                  .getMessage();
          assertEquals(
              "a period must be at least 1 ms, the resolution of an event loop's timers, got"
                  + " 999999 ns",
              why);
          assertThrows(IllegalArgumentException.class, () -> REACTOR.setTimer(-1, () -> {}));
          assertThrows(IllegalArgumentException.class, () -> REACTOR.sleep(Duration.ofMillis(-1)));
        });
  }

  @Test
  void aPeriodicTimersTicksAreNeverEarly() throws Exception {
    long period = 3_000_000;
    CompletableFuture<List<Long>> done = new CompletableFuture<>();
    long begin = System.nanoTime();
    LOOP.run(
        () -> {
          List<Long> ticks = new ArrayList<>();
          Timers.Timer[] timer = new Timers.Timer[1];
          timer[0] =
              REACTOR.setPeriodic(
                  period,
                  () -> {
                    ticks.add(System.nanoTime() - begin);
                    if (ticks.size() == 3) {
                      timer[0].cancel();
                      done.complete(ticks);
                    }
                  });
        });
    List<Long> ticks = done.get(20, TimeUnit.SECONDS);
    for (int i = 0; i < 3; i++) {
      assertTrue(ticks.get(i) >= (i + 1) * period, ticks::toString);
    }
  }

  @Test
  void aPeriodicTimerGoesOnUntilItIsCancelledAlsoAfterABug() throws Exception {
    CompletableFuture<Integer> third = new CompletableFuture<>();
    REACTOR.core(0).exceptionHandler(bug -> {});
    LOOP.run(
        () -> {
          int[] ticks = {0};
          Timers.Timer[] timer = new Timers.Timer[1];
          timer[0] =
              REACTOR.setPeriodic(
                  1_000_000,
                  () -> {
                    if (++ticks[0] == 3) {
                      timer[0].cancel();
                      REACTOR.setTimer(5_000_000, () -> third.complete(ticks[0]));
                    }
                    throw new IllegalStateException("a bug of tick " + ticks[0]);
                  });
        });
    assertEquals(3, third.get(20, TimeUnit.SECONDS));
  }

  @Test
  void whoWaitsWhenACoreStopsIsTold() throws Exception {
    Vertx vertx = Vertx.vertx();
    Reactor reactor = Await.await(Reactor.on(vertx, 2));
    CompletableFuture<Throwable> sleeping = new CompletableFuture<>();
    var underWay =
        reactor.composeTaskOn(
            1,
            () -> {
              reactor.sleep(Duration.ofHours(1)).onComplete((v, error) -> sleeping.complete(error));
              return LoopFuture.promise();
            });
    reactor.taskOn(1, () -> "the other has begun").get(PATIENCE);
    Await.await(vertx.close());
    assertTrue(assertThrows(ReactorStopped.class, () -> underWay.get(PATIENCE)).begun());
    assertEquals(
        "core 1 has stopped: its timers have ended",
        sleeping.get(20, TimeUnit.SECONDS).getMessage());
    assertTrue(
        !assertThrows(ReactorStopped.class, () -> reactor.taskOn(0, () -> 1).get(PATIENCE))
            .begun());
    assertEquals(Offered.STOPPED, reactor.offer(0, Priority.HIGH, () -> {}));
    assertNull(Await.await(reactor.shutdown()));
    assertSame(reactor.shutdown(), reactor.shutdown());
  }

  @Test
  void whatIsQueuedWhenACoreStopsIsNotRunAndItsSenderIsTold() throws Exception {
    int tasks = 200;
    CompletableFuture<List<Integer>> counts = new CompletableFuture<>();
    try (Loop loop = new Loop()) {
      Reactor reactor = Await.await(Reactor.on(loop.vertx(), 1));
      loop.run(
          () -> {
            int[] seen = {0, 0, 0};
            for (int i = 0; i < tasks; i++) {
              // Longer than a turn, so that the word to stop comes between two of them.
              reactor
                  .enqueue(0, Priority.NORMAL, () -> spin(Turn.BUDGET_NANOS, seen))
                  .onComplete(
                      (value, error) -> {
                        seen[error instanceof ReactorStopped no && !no.begun() ? 2 : 1]++;
                        if (seen[1] + seen[2] == tasks) {
                          counts.complete(List.of(seen[0], seen[1], seen[2]));
                        }
                      });
            }
            reactor.shutdown();
            assertEquals(Offered.STOPPED, reactor.offer(0, Priority.HIGH, () -> {}));
          });
      List<Integer> seen = counts.get(20, TimeUnit.SECONDS);
      assertEquals(seen.get(0), seen.get(1), "as many answered as ran");
      assertTrue(seen.get(2) > 0, "none was left when it stopped");
    }
  }

  private static boolean spin(long nanos, int[] ran) {
    ran[0]++;
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    return true;
  }
}
