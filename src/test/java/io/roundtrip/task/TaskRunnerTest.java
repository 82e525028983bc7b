package io.roundtrip.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.Progress;
import io.roundtrip.future.Task;
import io.roundtrip.future.TaskStatus;
import io.roundtrip.future.TimedOut;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.roundtrip.metrics.TaskFigures;
import io.roundtrip.reactor.Offered;
import io.roundtrip.reactor.Reactor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Operations from every sort of thread. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TaskRunnerTest {
  private static final TaskRunner TASKS = Tasks.create();
  private static final Loop LOOP = new Loop();
  private static final Duration LONG = Duration.ofSeconds(30);
  private final IOException error = new IOException("e");

  @AfterAll
  static void close() {
    TASKS.close();
    LOOP.close();
  }

  private static AsyncOperation<Integer> soon(int value) {
    return context -> context.vertx().timer(1).map(value);
  }

  private static AsyncOperation<Integer> never() {
    return context -> Promise.<Integer>promise().future();
  }

  /** One that runs until it is told to stop. */
  private static AsyncOperation<Integer> untilCancelled(AtomicBoolean told) {
    return untilCancelled(told, new AtomicBoolean());
  }

  private static AsyncOperation<Integer> untilCancelled(AtomicBoolean told, AtomicBoolean begun) {
    return context -> {
      begun.set(true);
      Promise<Integer> promise = Promise.promise();
      context.onCancel(
          () -> {
            told.set(context.isCancelled());
            promise.fail("stopped");
          });
      return promise.future();
    };
  }

  // From everywhere ---------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void aTaskIsTheSameThingFromEverywhere(Caller caller) throws Exception {
    List<Task<Integer>> tasks =
        caller.call(
            () -> {
              Task<Integer> chained = TASKS.run(soon(1));
              Task<Integer> straight = TASKS.run(AsyncOperation.blocking(() -> 2));
              Task<Integer> failed = TASKS.run(context -> Future.failedFuture(error));
              Task<Integer> thrown =
                  TASKS.run(
                      AsyncOperation.<Integer>blocking(
                          () -> {
                            throw error;
                          }));
              return List.of(chained, straight, failed, thrown);
            });
    assertEquals(1, tasks.get(0).get(LONG));
    assertEquals(2, tasks.get(1).get(LONG));
    for (Task<Integer> failed : tasks.subList(2, 4)) {
      assertSame(error, assertThrows(IOException.class, () -> failed.get(LONG)));
      assertSame(error, assertThrows(ExecutionException.class, failed::get).getCause());
    }
  }

  @ParameterizedTest
  @EnumSource
  void itsOutcomeIsChainedToFromEverywhere(Caller caller) throws Exception {
    Promise<Integer> heard = Promise.promise();
    CompletableFuture<Integer> stage =
        caller.call(
            () -> {
              Task<Integer> task = TASKS.run(soon(20));
              task.toVertx().map(x -> x + 1).onComplete(heard);
              return task.thenApply(x -> x + 2);
            });
    assertEquals(21, heard.future().await(30, TimeUnit.SECONDS));
    assertEquals(22, stage.get(30, TimeUnit.SECONDS));
  }

  @ParameterizedTest
  @EnumSource
  void whoMayBlockCallsForAValue(Caller caller) throws Exception {
    AtomicBoolean begun = new AtomicBoolean();
    AsyncOperation<Integer> fails =
        context -> {
          begun.set(true);
          return Future.failedFuture(error);
        };
    if (caller == Caller.EVENT_LOOP) {
      IllegalStateException refused =
          assertThrows(
              IllegalStateException.class, () -> caller.call(() -> TASKS.call(fails, LONG)));
      assertTrue(
          refused.toString().contains("use run, and chain with thenApply or toVertx"),
          refused::toString);
      assertFalse(begun.get());
      return;
    }
    assertEquals(3, caller.call(() -> TASKS.call(soon(3), LONG)));
    assertSame(
        error, assertThrows(IOException.class, () -> caller.call(() -> TASKS.call(fails, LONG))));
  }

  @Test
  void chainsRunOnTheRunnersOneLoopAndStraightCodeOnVirtualThreads() throws Exception {
    AsyncOperation<Thread> where =
        context -> {
          assertTrue(Context.isOnEventLoopThread());
          return Future.succeededFuture(Thread.currentThread());
        };
    Thread loop = TASKS.run(where).get(LONG);
    assertSame(loop, TASKS.run(where).get(LONG));
    Thread straight = TASKS.run(AsyncOperation.blocking(Thread::currentThread)).get(LONG);
    assertTrue(straight.isVirtual());
  }

  @Test
  void straightCodeAwaitsAndBlocksAsItLikes() throws Exception {
    AsyncOperation<Integer> straight =
        AsyncOperation.blocking(
            context -> {
              int first = io.roundtrip.future.Await.await(context.vertx().timer(1).map(3));
              return first + TASKS.run(soon(4)).await();
            });
    assertEquals(7, TASKS.call(straight, LONG));
  }

  @Test
  void anOperationThatThrowsOrReturnsNoFutureFails() {
    Task<Integer> thrown =
        TASKS.run(
            context -> {
              throw error;
            });
    assertSame(error, assertThrows(IOException.class, () -> thrown.get(LONG)));
    Task<Integer> none = TASKS.run(context -> TaskRunnerTest.<Future<Integer>>none());
    assertEquals(
        "the operation returned no future",
        assertThrows(NullPointerException.class, () -> none.get(LONG)).getMessage());
  }

  /** Nothing, as code that ignores the null policy returns it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <F> F none() {
    return null;
  }

  @Test
  void aThousandRunAtATime() throws Exception {
    int many = 1_000;
    CountDownLatch all = new CountDownLatch(many);
    List<AsyncOperation<Integer>> operations = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      int number = i;
      operations.add(
          AsyncOperation.blocking(
              () -> {
                all.countDown();
                all.await(); // each goes on when all have begun
                return number;
              }));
    }
    List<Integer> values = TASKS.runAll(operations).get(LONG);
    assertEquals(many, values.size());
    for (int i = 0; i < many; i++) {
      assertEquals(i, values.get(i));
    }
  }

  @Test
  void aThousandFromEachOfManyThreadsAllHaveTheirOwnOutcome() throws Exception {
    List<CompletableFuture<Integer>> sums = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sums.add(
          CompletableFuture.supplyAsync(
              () -> {
                List<Task<Integer>> mine = new ArrayList<>();
                for (int n = 0; n < 1_000; n++) {
                  int number = n;
                  mine.add(TASKS.run(context -> Future.succeededFuture(number)));
                }
                return mine.stream().mapToInt(Task::join).sum();
              },
              code -> Thread.ofVirtual().start(code)));
    }
    for (CompletableFuture<Integer> sum : sums) {
      assertEquals(499_500, sum.get(30, TimeUnit.SECONDS));
    }
  }

  // How far it is -----------------------------------------------------------------------------

  @Test
  void tellsHowFarItIs() throws Exception {
    Promise<Integer> end = Promise.promise();
    Promise<TaskContext> begun = Promise.promise();
    Task<Integer> task =
        TASKS.run(
            context -> {
              begun.complete(context);
              return end.future();
            });
    TaskContext context = begun.future().await(30, TimeUnit.SECONDS);
    assertEquals(TaskStatus.RUNNING, task.status());
    context.progress(0.5, "half");
    assertEquals(new Progress(0.5, "half"), task.progress());
    end.complete(1);
    assertEquals(1, task.get(LONG));
    assertEquals(TaskStatus.SUCCEEDED, task.status());
    assertEquals(1, task.progress().fraction());
  }

  @Test
  void oneThatWaitsForTheLoopIsQueuedAndCanBeCancelledBeforeItBegins() throws Exception {
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    Task<Integer> holds =
        TASKS.run(
            context -> {
              held.countDown();
              holding.await(); // blocks the loop, for as long as this test takes
              return Future.succeededFuture(1);
            });
    held.await();
    AtomicBoolean begun = new AtomicBoolean();
    Task<Integer> waits =
        TASKS.run(
            context -> {
              begun.set(true);
              return Future.succeededFuture(2);
            });
    assertEquals(TaskStatus.QUEUED, waits.status());
    assertTrue(waits.cancel(true));
    assertEquals(TaskStatus.CANCELLED, waits.status());
    holding.countDown();
    assertEquals(1, holds.get(LONG));
    assertEquals(5, TASKS.call(soon(5), LONG), "one behind it has had its turn");
    assertFalse(begun.get());
  }

  // Cancelled and late ------------------------------------------------------------------------

  @Test
  void oneThatRunsIsToldOfItsCancellation() throws Exception {
    AtomicBoolean told = new AtomicBoolean();
    Promise<Boolean> begun = Promise.promise();
    AsyncOperation<Integer> operation = untilCancelled(told);
    Task<Integer> task =
        TASKS.run(
            context -> {
              begun.complete(true);
              return operation.start(context);
            });
    begun.future().await(30, TimeUnit.SECONDS);
    assertTrue(task.cancel(true));
    assertThrows(CancellationException.class, () -> task.get(LONG));
    Await.until("what is told", told::get, yes -> yes);
    assertEquals(TaskStatus.CANCELLED, task.status(), "its own error comes too late");
  }

  @Test
  void whoAsksToBeToldAfterTheCancellationIsToldAtOnce() throws Exception {
    CountDownLatch told = new CountDownLatch(1);
    Promise<TaskContext> begun = Promise.promise();
    Task<Integer> task =
        TASKS.run(
            context -> {
              begun.complete(context);
              return Promise.<Integer>promise().future();
            });
    TaskContext context = begun.future().await(30, TimeUnit.SECONDS);
    task.cancel(true);
    context.onCancel(told::countDown);
    assertTrue(told.await(30, TimeUnit.SECONDS));
  }

  @Test
  void straightCodeIsInterrupted() throws Exception {
    CompletableFuture<Thread> begun = new CompletableFuture<>();
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Task<Integer> task =
        TASKS.run(
            AsyncOperation.blocking(
                () -> {
                  begun.complete(Thread.currentThread());
                  try {
                    return Task.<Integer>promise().await();
                  } catch (Throwable thrown) {
                    ended.complete(thrown);
                    throw thrown;
                  }
                }));
    begun.get(30, TimeUnit.SECONDS);
    task.cancel(true);
    assertInstanceOf(InterruptedException.class, ended.get(30, TimeUnit.SECONDS));
  }

  @Test
  void whatIsTooLateTimesOutAndIsToldToStop() throws Exception {
    AtomicBoolean told = new AtomicBoolean();
    AtomicBoolean begun = new AtomicBoolean();
    Task<Integer> task = TASKS.run(untilCancelled(told, begun), Duration.ofMillis(20));
    TimedOut late = assertThrows(TimedOut.class, () -> task.get(LONG));
    assertEquals(Duration.ofMillis(20), late.after());
    assertEquals(TaskStatus.FAILED, task.status());
    Await.until("what it is told if it has begun", () -> told.get() || !begun.get(), yes -> yes);
    assertEquals(6, TASKS.run(soon(6), LONG).get(LONG), "in time");
    assertThrows(IllegalArgumentException.class, () -> TASKS.run(soon(1), Duration.ZERO));
  }

  @Test
  void aCallThatIsTooLateCancelsItsTask() {
    AtomicBoolean told = new AtomicBoolean();
    assertThrows(TimedOut.class, () -> TASKS.call(untilCancelled(told), Duration.ofMillis(5)));
    Await.until("what is told", told::get, yes -> yes);
  }

  // All together, and none to hear ------------------------------------------------------------

  @Test
  void allOfThemHaveTheirValuesInOrderOrTheFirstErrorEndsTheRest() throws Exception {
    assertEquals(List.of(1, 2, 3), TASKS.runAll(List.of(soon(1), soon(2), soon(3))).get(LONG));
    assertEquals(List.of(), TASKS.runAll(List.<AsyncOperation<Integer>>of()).get(LONG));
    AtomicBoolean told = new AtomicBoolean();
    Task<List<Integer>> failed =
        TASKS.runAll(List.of(untilCancelled(told), context -> Future.failedFuture(error), soon(1)));
    assertSame(error, assertThrows(IOException.class, () -> failed.get(LONG)));
    assertTrue(told.get(), "it is over when all have ended");
    AtomicBoolean toldToo = new AtomicBoolean();
    Promise<Boolean> begun = Promise.promise();
    AsyncOperation<Integer> endless = untilCancelled(toldToo);
    Task<List<Integer>> cancelled =
        TASKS.runAll(
            List.of(
                context -> {
                  begun.complete(true);
                  return endless.start(context);
                }));
    begun.future().await(30, TimeUnit.SECONDS);
    cancelled.cancel(true);
    Await.until("what is told", toldToo::get, yes -> yes);
  }

  @Test
  void oneOperationThatCallsItselfCancelledDoesNotLeaveAllPending() {
    Task<List<Integer>> all =
        TASKS.runAll(
            List.of(soon(1), context -> Future.failedFuture(new CancellationException("own"))));
    assertThrows(CancellationException.class, () -> all.get(LONG));
  }

  @Test
  void theFailureOfOneThatNobodyWaitsForIsHeard() throws Exception {
    CompletableFuture<Throwable> heard = new CompletableFuture<>();
    assertEquals(
        Offered.ACCEPTED,
        TASKS.fireAndForget(context -> Future.failedFuture(error), heard::complete));
    assertSame(error, heard.get(30, TimeUnit.SECONDS));
    AtomicInteger done = new AtomicInteger();
    assertEquals(
        Offered.ACCEPTED,
        TASKS.fireAndForget(context -> Future.succeededFuture(done.incrementAndGet())));
    Await.until("its end", done::get, one -> one == 1);
  }

  // Bounds and ends ---------------------------------------------------------------------------

  @Test
  void oneTooManyIsRefusedAndCountedAndClosingEndsTheRest() {
    TaskRunner runner = Tasks.create();
    List<Task<Integer>> tasks = new ArrayList<>();
    AsyncOperation<Integer> never = never();
    for (int i = 0; i < TaskRunner.MOST_OPEN; i++) {
      tasks.add(runner.run(never));
    }
    TaskRefused full =
        assertThrows(TaskRefused.class, () -> runner.run(never).get(Duration.ofSeconds(1)));
    assertTrue(full.isFull());
    assertEquals(Offered.FULL, runner.fireAndForget(never));
    Await.until(
        "that all have begun", runner::figures, now -> now.running() == TaskRunner.MOST_OPEN);
    assertEquals(2, runner.figures().refused());
    tasks.getFirst().cancel(true);
    assertEquals(TaskRunner.MOST_OPEN, runner.figures().open(), "its operation goes on");
    runner.close();
    for (Task<Integer> task : tasks) {
      assertEquals(TaskStatus.CANCELLED, task.status());
    }
    assertFalse(
        assertThrows(TaskRefused.class, () -> runner.run(never).get(Duration.ofSeconds(1)))
            .isFull());
    assertEquals(Offered.STOPPED, runner.fireAndForget(never));
  }

  @Test
  void whatEndsIsCounted() throws Exception {
    try (TaskRunner runner = Tasks.create()) {
      runner.run(soon(1)).get(LONG);
      assertThrows(
          IOException.class,
          () -> runner.run(context -> Future.<Integer>failedFuture(error)).get(LONG));
      Task<Integer> cancelled = runner.run(untilCancelled(new AtomicBoolean()));
      Task<Integer> straight = runner.run(AsyncOperation.blocking(() -> 1));
      cancelled.cancel(true);
      straight.get(LONG);
      TaskFigures end =
          Await.until("the end of all", runner::figures, figures -> figures.open() == 0);
      assertEquals(new TaskFigures(4, 0, 0, 0, 2, 1, 1, 0), end);
    }
  }

  @Test
  void shutdownGivesWhatRunsTheTimeItIsGranted() throws Exception {
    TaskRunner runner = Tasks.create();
    Promise<Integer> end = Promise.promise();
    Promise<Boolean> begun = Promise.promise();
    Task<Integer> task =
        runner.run(
            context -> {
              begun.complete(true);
              return end.future();
            });
    begun.future().await(30, TimeUnit.SECONDS);
    Future<Void> gone = runner.shutdown(LONG);
    assertSame(gone, runner.shutdown(Duration.ZERO));
    end.complete(9);
    gone.await(30, TimeUnit.SECONDS);
    assertEquals(9, task.get(LONG));
  }

  @Test
  void oneOnSomebodysVertxEndsWithIt() throws Exception {
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    TaskRunner runner = Tasks.of(vertx);
    assertSame(vertx, runner.call(context -> Future.succeededFuture(context.vertx()), LONG));
    Task<Integer> pending = runner.run(untilCancelled(new AtomicBoolean()));
    Await.until("its begin", pending::status, status -> status == TaskStatus.RUNNING);
    vertx.close().await(30, TimeUnit.SECONDS);
    assertThrows(CancellationException.class, () -> pending.get(LONG));
    assertThrows(TaskRefused.class, () -> runner.run(soon(1)).get(LONG));
    runner.close();
    TaskRunner tooLate = Tasks.of(vertx);
    assertThrows(TaskRefused.class, () -> tooLate.run(soon(1)).get(LONG));
  }

  @Test
  void closingOneOnSomebodysVertxLeavesThatRunning() throws Exception {
    TaskRunner runner = Tasks.of(LOOP.vertx());
    assertEquals(1, runner.call(soon(1), LONG));
    runner.close();
    assertEquals(2, LOOP.vertx().timer(1).map(2).await(30, TimeUnit.SECONDS));
    TaskRunner other = LOOP.call(() -> Tasks.of(LOOP.vertx()));
    assertEquals(3, other.call(soon(3), LONG));
    LOOP.run(other::close); // does not block
    Await.until("its end", () -> other.fireAndForget(never()), Offered.STOPPED::equals);
  }

  @Test
  void oneOnACoreEndsWithItAndQueuedTasksAreToldSo() throws Exception {
    Reactor reactor = Reactor.initialize(2);
    TaskRunner runner = Tasks.on(reactor, 1);
    AsyncOperation<Integer> where = context -> Future.succeededFuture(reactor.currentCore());
    assertEquals(1, runner.call(where, LONG));
    CountDownLatch holding = new CountDownLatch(1);
    CountDownLatch held = new CountDownLatch(1);
    Task<Integer> holds =
        runner.run(
            context -> {
              held.countDown();
              holding.await();
              return Promise.<Integer>promise().future();
            });
    held.await();
    // Each as long as a turn of the core's, so that its end comes before the last of them.
    for (int i = 0; i < 200; i++) {
      assertEquals(Offered.ACCEPTED, runner.fireAndForget(TaskRunnerTest::spin, refused -> {}));
    }
    Task<Integer> queued = runner.run(soon(1));
    Future<Void> stopped = reactor.shutdown();
    holding.countDown();
    stopped.await(30, TimeUnit.SECONDS);
    assertFalse(assertThrows(TaskRefused.class, () -> queued.get(LONG)).isFull());
    assertThrows(CancellationException.class, () -> holds.get(LONG));
    runner.close();
  }

  private static Future<Integer> spin(TaskContext context) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(1);
    while (System.nanoTime() - end < 0) {
      Thread.onSpinWait();
    }
    return Future.succeededFuture(1);
  }

  // The shared one ----------------------------------------------------------------------------

  @ParameterizedTest
  @EnumSource
  void theStaticsWorkFromEverywhereWithoutAnEngine(Caller caller) throws Exception {
    Task<Integer> task = caller.call(() -> Tasks.run(soon(4)));
    assertEquals(4, task.get(LONG));
    assertEquals(5, Tasks.call(soon(5), LONG));
    assertEquals(List.of(6), Tasks.runAll(List.of(soon(6))).get(LONG));
    assertEquals(7, Tasks.run(soon(7), LONG).get(LONG));
    assertEquals(Offered.ACCEPTED, Tasks.fireAndForget(soon(8)));
    assertTrue(Tasks.figures().accepted() >= 5);
    Tasks.shutdown().await(30, TimeUnit.SECONDS);
    assertEquals(9, Tasks.call(soon(9), LONG), "the next task begins another");
    Tasks.shutdown().await(30, TimeUnit.SECONDS);
  }
}
