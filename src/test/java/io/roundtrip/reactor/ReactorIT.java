package io.roundtrip.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.LoopFuture;
import io.roundtrip.kit.Await;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several loops under load. */
final class ReactorIT {
  private static final int CORES = 3;

  private final Reactor reactor = Reactor.initialize(CORES);

  @AfterEach
  void close() {
    reactor.shutdown().await();
  }

  private static <T> T await(CompletableFuture<T> future) throws Exception {
    return future.get(60, TimeUnit.SECONDS);
  }

  @Test
  void eachCoreIsALoopOfItsOwn() throws Exception {
    assertEquals(CORES, reactor.numCores());
    List<Thread> loops = new ArrayList<>();
    for (int core = 0; core < CORES; core++) {
      assertEquals(core, reactor.taskOn(core, reactor::currentCore).get(Duration.ofSeconds(20)));
      loops.add(reactor.taskOn(core, Thread::currentThread).get(Duration.ofSeconds(20)));
    }
    assertEquals(CORES, loops.stream().distinct().count());
  }

  @Test
  void aResultAndAnErrorArriveOnTheCallersLoop() throws Exception {
    CompletableFuture<List<Object>> done = new CompletableFuture<>();
    reactor
        .core(0)
        .runOnContext(
            on ->
                reactor
                    .submitTo(2, () -> reactor.currentCore())
                    .then(
                        there ->
                            List.<Object>of(there, reactor.currentCore(), isOn(reactor.core(0))))
                    .onComplete((value, error) -> done.complete(value)));
    assertEquals(List.of(2, 0, true), await(done));
    CompletableFuture<List<Object>> failed = new CompletableFuture<>();
    reactor
        .core(1)
        .runOnContext(
            on ->
                reactor
                    .composeOn(
                        0,
                        () ->
                            reactor
                                .sleep(Duration.ofMillis(2))
                                .<Object>then(
                                    over -> {
                                      throw new IllegalStateException("a bug");
                                    }))
                    .onComplete(
                        (value, error) ->
                            failed.complete(
                                List.of(String.valueOf(error), reactor.currentCore()))));
    assertEquals(List.of("java.lang.IllegalStateException: a bug", 1), await(failed));
  }

  private static boolean isOn(Context context) {
    return Vertx.currentContext() == context;
  }

  /**
   * Counted in turns: of half a millisecond each, about ten fit between two ticks of 5 ms. If turns followed each other by
   * {@code runOnContext} alone, there would be hundreds.
   */
  @Test
  void aTimerKeepsFiringWhileAHundredThousandTasksAreQueued() throws Exception {
    int tasks = 100_000;
    int[] left = {tasks};
    long[] ticks = {0, 0, 0};
    CompletableFuture<Void> done = new CompletableFuture<>();
    Core core = reactor.at(0);
    core.context()
        .runOnContext(
            on -> {
              for (int i = 0; i < tasks; i++) {
                Priority priority = i % 2 == 0 ? Priority.NORMAL : Priority.IDLE;
                assertEquals(
                    Offered.ACCEPTED,
                    reactor.offer(
                        0,
                        priority,
                        () -> {
                          spin(10_000);
                          if (--left[0] == 0) {
                            done.complete(null);
                          }
                        }));
              }
              ticks[1] = core.turn().turns();
              reactor
                  .vertx()
                  .setPeriodic(
                      5,
                      tick -> {
                        if (left[0] > 0) {
                          ticks[0]++;
                          ticks[2] = Math.max(ticks[2], core.turn().turns() - ticks[1]);
                          ticks[1] = core.turn().turns();
                        }
                      });
            });
    await(done);
    assertTrue(ticks[0] > 20, () -> "only " + ticks[0] + " ticks");
    assertTrue(ticks[2] <= 20, () -> ticks[2] + " turns between two ticks");
  }

  private static void spin(long nanos) {
    long end = System.nanoTime() + nanos;
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aLoopThatYieldsDoesNotKeepATimerWaiting() throws Exception {
    CompletableFuture<Long> turns = new CompletableFuture<>();
    reactor
        .core(0)
        .runOnContext(
            on -> {
              boolean[] over = {false};
              reactor.setTimer(5_000_000, () -> over[0] = true);
              yieldUntil(over, 0, turns);
            });
    // 50 µs for each: some hundred of them in 5 ms; twenty thousand in a second without a pass.
    assertTrue(await(turns) < 2_000);
  }

  private void yieldUntil(boolean[] over, long turns, CompletableFuture<Long> done) {
    spin(50_000);
    if (over[0]) {
      done.complete(turns);
    } else {
      reactor.yieldNow().onComplete((value, error) -> yieldUntil(over, turns + 1, done));
    }
  }

  @Test
  void nothingIsLostWhenAllCoresSubmitToAllOthers() throws Exception {
    int each = 20_000;
    List<CompletableFuture<Long>> sums = new ArrayList<>();
    for (int core = 0; core < CORES; core++) {
      CompletableFuture<Long> sum = new CompletableFuture<>();
      sums.add(sum);
      int from = core;
      reactor.core(core).runOnContext(on -> exchange(from, each, sum));
    }
    for (int core = 0; core < CORES; core++) {
      long expected = 0;
      for (int i = 0; i < each; i++) {
        expected += i * (long) ((core + 1 + i % (CORES - 1)) % CORES + 1);
      }
      assertEquals(expected, await(sums.get(core)));
    }
  }

  /** Every task answers with its number, times the core it ran on and one. */
  private void exchange(int from, int count, CompletableFuture<Long> done) {
    long[] sum = {0, count};
    for (int i = 0; i < count; i++) {
      Integer number = i;
      int to = (from + 1 + i % (CORES - 1)) % CORES;
      reactor
          .submitTo(to, number, n -> n * (long) (reactor.currentCore() + 1))
          .onComplete(
              (value, error) -> {
                if (error != null || reactor.currentCore() != from) {
                  done.completeExceptionally(new AssertionError("not home", error));
                  return;
                }
                sum[0] += value;
                if (--sum[1] == 0) {
                  done.complete(sum[0]);
                }
              });
    }
  }

  @Test
  void everyTaskHasAnOutcomeWhenTheReactorStopsUnderLoad() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    AtomicInteger stopped = new AtomicInteger();
    AtomicInteger wrong = new AtomicInteger();
    CompletableFuture<Void> loaded = new CompletableFuture<>();
    // Those who ask are on loops of another Vert.x, which outlives this one.
    Reactor callers = Reactor.initialize(2);
    for (int core = 0; core < callers.numCores(); core++) {
      callers.core(core).runOnContext(on -> load(callers, asked, answered, stopped, wrong, loaded));
    }
    await(loaded);
    reactor.shutdown().await();
    Await.until(
        "every task has its outcome",
        () -> List.of(asked.get(), answered.get() + stopped.get(), wrong.get()),
        counts -> counts.get(0).equals(counts.get(1)) && stopped.get() > 0);
    callers.shutdown().await();
    assertEquals(asked.get(), answered.get() + stopped.get());
    assertEquals(0, wrong.get());
    assertTrue(answered.get() > 0);
  }

  private void load(
      Reactor callers,
      AtomicInteger asked,
      AtomicInteger answered,
      AtomicInteger stopped,
      AtomicInteger wrong,
      CompletableFuture<Void> loaded) {
    for (int i = 0; i < 300; i++) {
      int number = i;
      asked.incrementAndGet();
      LoopFuture<Integer> future =
          number % 10 == 0
              ? reactor.composeOn(
                  number % CORES, () -> reactor.sleep(Duration.ofMillis(3)).then(over -> number))
              : reactor.submitTo(number % CORES, () -> number);
      future.onComplete(
          (value, error) -> {
            if (error instanceof ReactorStopped) {
              stopped.incrementAndGet();
            } else if (error != null || value != number) {
              wrong.incrementAndGet();
            } else {
              answered.incrementAndGet();
            }
          });
    }
    if (stopped.get() > 0) {
      return;
    }
    if (answered.get() > 5_000) {
      loaded.complete(null);
    }
    callers.yieldNow().onComplete((v, e) -> load(callers, asked, answered, stopped, wrong, loaded));
  }
}
