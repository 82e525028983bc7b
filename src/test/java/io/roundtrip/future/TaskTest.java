package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** A task as its readers see it. Whoever waits here waits for at most twenty seconds. */
final class TaskTest {
  private static final Loop LOOP = new Loop();
  private static final Duration LONG = Duration.ofSeconds(20);
  private final IOException error = new IOException("e");

  @AfterAll
  static void close() {
    LOOP.close();
  }

  private static final class CountedWork implements Work {
    final AtomicInteger abandoned = new AtomicInteger();
    boolean begun;
    Progress said = Progress.NONE;

    @Override
    public boolean hasBegun() {
      return begun;
    }

    @Override
    public Progress progress() {
      return said;
    }

    @Override
    public void abandon() {
      abandoned.incrementAndGet();
    }
  }

  private Task<Integer> failed() {
    Task<Integer> task = Task.promise();
    task.fail(error);
    return task;
  }

  @Test
  void isAFutureAndAStage() throws Exception {
    Task<Integer> task = Task.promise();
    java.util.concurrent.Future<Integer> future = task;
    CompletionStage<Integer> stage = task;
    CompletionStage<String> text = stage.thenApply(x -> "got " + x);
    assertFalse(future.isDone());
    assertEquals(java.util.concurrent.Future.State.RUNNING, future.state());
    task.succeed(4);
    assertTrue(future.isDone());
    assertEquals(4, future.get());
    assertEquals(4, future.get(1, TimeUnit.NANOSECONDS));
    assertEquals(4, future.resultNow());
    assertEquals(4, task.join());
    assertEquals(4, task.await());
    assertEquals(java.util.concurrent.Future.State.SUCCESS, future.state());
    assertEquals("got 4", text.toCompletableFuture().get());
    assertSame(task, stage.toCompletableFuture());
    assertEquals(4, CompletableFuture.allOf(task).thenApply(all -> task.join()).get());
  }

  @Test
  void itsErrorIsTheSameObjectInEveryContext() throws Exception {
    for (Throwable own :
        List.of(
            error,
            new CompletionException(new IllegalArgumentException("inside")),
            new StackOverflowError("deep"),
            new TimedOut(LONG))) {
      Task<Integer> task = Task.promise();
      CompletableFuture<Integer> stage = task.thenApply(x -> x + 1);
      task.fail(own);
      assertSame(own, assertThrows(Throwable.class, () -> task.get(LONG)));
      assertSame(own, assertThrows(Throwable.class, task::await));
      assertSame(own, assertThrows(ExecutionException.class, task::get).getCause());
      assertSame(
          own,
          assertThrows(ExecutionException.class, () -> task.get(1, TimeUnit.SECONDS)).getCause());
      assertSame(own, assertThrows(CompletionException.class, task::join).getCause());
      assertSame(own, task.exceptionNow());
      assertSame(own, task.error());
      assertSame(own, task.toVertx().cause());
      assertSame(own, LOOP.call(() -> task.toVertx().cause()));
      assertEquals(TaskStatus.FAILED, task.status());
      if (!(own instanceof CompletionException)) {
        Task<?> next = assertInstanceOf(Task.class, stage.thenApply(x -> x + 1));
        assertSame(own, assertThrows(ExecutionException.class, next::get).getCause());
        assertSame(own, assertThrows(Throwable.class, next::await));
      }
    }
  }

  @Test
  void waitingOnAnEventLoopFailsAtOnceAndSaysWhatToDo() throws Exception {
    LOOP.run(
        () -> {
          Task<Integer> task = Task.promise();
          CompletableFuture<Integer> stage = task.thenApply(x -> x + 1);
          List<Executable> waits =
              List.of(
                  task::get,
                  () -> task.get(1, TimeUnit.MINUTES),
                  () -> task.get(LONG),
                  task::join,
                  task::await,
                  stage::join,
                  stage::get);
          for (Executable wait : waits) {
            String text = assertThrows(IllegalStateException.class, wait).toString();
            assertTrue(text.contains(" blocks its caller, and "), text);
            assertTrue(
                text.contains(
                    " is an event loop: chain with thenApply or toVertx, or run the code on a"
                        + " virtual thread"),
                text);
          }
          task.succeed(1);
          for (Executable wait : waits) {
            assertDoesNotThrow(wait);
          }
        });
  }

  @Test
  void waitingHasAnEnd() {
    Task<Integer> task = Task.promise();
    assertThrows(TimedOut.class, () -> task.get(Duration.ofMillis(1)));
    assertThrows(TimeoutException.class, () -> task.get(1, TimeUnit.MILLISECONDS));
    assertEquals(TaskStatus.RUNNING, task.status(), "its reader's time is not its own");
  }

  @Test
  void whoCancelsEndsItAndTheWorkIsTold() {
    CountedWork work = new CountedWork();
    Task<Integer> task = Task.promise(work);
    CompletableFuture<Integer> stage = task.thenApply(x -> x);
    assertEquals(TaskStatus.QUEUED, task.status());
    work.begun = true;
    assertEquals(TaskStatus.RUNNING, task.status());
    assertTrue(task.cancel(true));
    assertEquals(1, work.abandoned.get());
    assertTrue(task.isCancelled() && task.isDone());
    assertEquals(TaskStatus.CANCELLED, task.status());
    assertThrows(CancellationException.class, task::get);
    assertThrows(CancellationException.class, () -> task.get(LONG));
    assertThrows(CancellationException.class, task::await);
    assertThrows(CancellationException.class, task::join);
    assertInstanceOf(CancellationException.class, task.toVertx().cause());
    assertTrue(stage.isCompletedExceptionally());
    task.succeed(1); // the work's own outcome comes too late, and that is no bug
    assertTrue(task.cancel(true), "it is cancelled");
    assertEquals(1, work.abandoned.get(), "told once");
  }

  @Test
  void whatIsOverCannotBeCancelled() {
    CountedWork work = new CountedWork();
    Task<Integer> task = Task.promise(work);
    task.succeed(1);
    assertFalse(task.cancel(true));
    assertEquals(1, task.join());
    assertEquals(0, work.abandoned.get());
    assertThrows(UnsupportedOperationException.class, () -> task.obtrudeValue(2));
    assertThrows(UnsupportedOperationException.class, () -> task.obtrudeException(error));
  }

  @Test
  void anOutcomeFromAReaderEndsTheWorkToo() throws Exception {
    CountedWork work = new CountedWork();
    Task<Integer> late = Task.promise(work);
    ExecutionException timeout =
        assertThrows(
            ExecutionException.class,
            () -> late.orTimeout(1, TimeUnit.MILLISECONDS).get(20, TimeUnit.SECONDS));
    assertInstanceOf(TimeoutException.class, timeout.getCause());
    Await.until("what the work is told", work.abandoned::get, times -> times == 1);
    Task<Integer> given = Task.promise(work);
    assertTrue(given.complete(7));
    assertEquals(7, given.get());
    Task<Integer> refused = Task.promise(work);
    assertTrue(refused.completeExceptionally(error));
    assertSame(error, refused.error());
    assertEquals(3, work.abandoned.get());
    assertFalse(given.complete(8));
    assertEquals(3, work.abandoned.get());
  }

  @Test
  void tellsHowFarItsWorkIs() {
    CountedWork work = new CountedWork();
    Task<Integer> task = Task.promise(work);
    assertEquals(Progress.NONE, task.progress());
    work.said = new Progress(0.5, "half");
    assertEquals(new Progress(0.5, "half"), task.progress());
    task.succeed(1);
    assertEquals(new Progress(1, "half"), task.progress());
    assertEquals(Progress.NONE, Task.promise().progress());
    for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new Progress(wrong, ""));
    }
  }

  @Test
  void hasOneIdForEveryThreadThatAsks() throws Exception {
    Task<Integer> task = Task.promise();
    List<CompletableFuture<String>> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      asked.add(CompletableFuture.supplyAsync(task::id));
    }
    for (CompletableFuture<String> each : asked) {
      assertEquals(task.id(), each.get(20, TimeUnit.SECONDS));
    }
    assertNotEquals(task.id(), Task.promise().id());
  }

  @Test
  void toVertxGoesOnWhereItIsCalled() throws Exception {
    Task<Integer> task = Task.promise();
    Promise<Boolean> onLoop = Promise.promise();
    LOOP.run(() -> task.toVertx().map(x -> Context.isOnEventLoopThread()).onComplete(onLoop));
    Future<Integer> anywhere = task.toVertx();
    assertFalse(anywhere.isComplete());
    task.succeed(1); // by this thread
    assertTrue(onLoop.future().await(20, TimeUnit.SECONDS));
    assertEquals(1, anywhere.result());
  }

  @Test
  void onAVirtualThreadOfVertxOthersGoOnMeanwhile() throws Exception {
    Promise<List<Integer>> heard = Promise.promise();
    VerticleBase verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            Task<Integer> joined = Task.promise();
            Task<Integer> awaited = Task.promise();
            Task<Integer> timed = Task.promise();
            context.runOnContext(
                on -> {
                  try {
                    heard.complete(List.of(joined.join(), awaited.await(), timed.get(LONG)));
                  } catch (InterruptedException stopped) {
                    heard.fail(stopped);
                  }
                });
            context.runOnContext(on -> joined.succeed(1));
            context.runOnContext(on -> awaited.succeed(2));
            context.runOnContext(on -> timed.succeed(3));
            return Future.succeededFuture();
          }
        };
    DeploymentOptions virtual =
        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    LOOP.vertx().deployVerticle(verticle, virtual).await(20, TimeUnit.SECONDS);
    assertEquals(List.of(1, 2, 3), heard.future().await(20, TimeUnit.SECONDS));
  }

  @Test
  void anInterruptionEndsTheWaitAndNotTheTask() throws Exception {
    Task<Integer> task = Task.promise();
    for (Executable wait : List.<Executable>of(task::get, task::await, () -> task.get(LONG))) {
      Thread.currentThread().interrupt();
      assertThrows(InterruptedException.class, wait);
    }
    assertFalse(task.isDone());
    assertNull(task.error());
    assertSame(error, failed().error());
  }
}
