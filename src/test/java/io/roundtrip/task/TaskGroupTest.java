package io.roundtrip.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.Task;
import io.roundtrip.future.TaskStatus;
import io.roundtrip.future.TimedOut;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tasks with one end. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TaskGroupTest {
  private static final TaskRunner TASKS = Tasks.create();
  private static final Loop LOOP = new Loop();
  private static final Duration LONG = Duration.ofSeconds(30);
  private final IOException error = new IOException("e");

  @AfterAll
  static void close() {
    TASKS.close();
    LOOP.close();
  }

  /** Straight-line code that lets nobody stop it before the latch opens, and then says that it has ended. */
  private static AsyncOperation<Integer> stubborn(CountDownLatch open, AtomicBoolean ended) {
    return context -> {
      Promise<Integer> promise = Promise.promise();
      Thread.ofVirtual()
          .start(
              () -> {
                boolean opened = false;
                while (!opened) {
                  try {
                    opened = open.await(30, TimeUnit.SECONDS);
                  } catch (InterruptedException ignored) {
                    opened = false;
                  }
                }
                ended.set(true);
                promise.complete(1);
              });
      return promise.future();
    };
  }

  private static AsyncOperation<Integer> waiting() {
    return AsyncOperation.blocking(() -> Task.<Integer>promise().await());
  }

  private static AsyncOperation<Integer> value(int value) {
    return context -> context.vertx().timer(1).map(value);
  }

  @Test
  void joinsAllItsChildren() throws Exception {
    try (TaskGroup group = TASKS.group()) {
      Task<Integer> one = group.run(value(1));
      Task<String> two = group.run(AsyncOperation.blocking(() -> "two"));
      group.join();
      assertEquals(1, one.resultNow());
      assertEquals("two", two.resultNow());
      assertThrows(IllegalStateException.class, () -> group.run(value(3)));
    }
  }

  @Test
  void theFirstFailureCancelsTheOthersAndIsThrownAsItIs() {
    try (TaskGroup group = TASKS.group()) {
      Task<Integer> waits = group.run(waiting());
      Task<Integer> fails = group.run(context -> Future.failedFuture(error));
      assertSame(error, assertThrows(IOException.class, group::join));
      assertEquals(TaskStatus.CANCELLED, waits.status());
      assertEquals(TaskStatus.FAILED, fails.status());
    }
  }

  @Test
  void aChildThatIsTooLateIsAFailure() {
    try (TaskGroup group = TASKS.group()) {
      Task<Integer> waits = group.run(waiting());
      Task<Integer> late = group.run(waiting(), Duration.ofMillis(5));
      assertThrows(TimedOut.class, group::join);
      assertTrue(waits.isCancelled());
      assertEquals(TaskStatus.FAILED, late.status());
    }
  }

  @Test
  void aChildThatIsCancelledByItselfIsNone() throws Exception {
    try (TaskGroup group = TASKS.group()) {
      Task<Integer> waits = group.run(waiting());
      Task<Integer> one = group.run(value(1));
      waits.cancel(true);
      group.join();
      assertEquals(1, one.resultNow());
    }
  }

  @Test
  void noChildOutlivesIt() throws Exception {
    CountDownLatch open = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Task<Integer>> child = new CompletableFuture<>();
    CompletableFuture<Boolean> closed = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try (TaskGroup group = TASKS.group()) {
                Task<Integer> task = group.run(stubborn(open, ended));
                Await.until("its begin", task::status, TaskStatus.RUNNING::equals);
                child.complete(task);
              }
              closed.complete(ended.get());
            });
    Task<Integer> task = child.get(30, TimeUnit.SECONDS);
    assertThrows(CancellationException.class, () -> task.get(LONG));
    assertFalse(closed.isDone(), "the task is over, but its operation is not");
    open.countDown();
    assertTrue(closed.get(30, TimeUnit.SECONDS), "it had ended when the group was closed");
  }

  @Test
  void cancellingItCancelsEveryChildNowAndLater() {
    TaskGroup group = TASKS.group();
    Task<Integer> before = group.run(waiting());
    group.cancel();
    Task<Integer> after = group.run(waiting());
    assertTrue(before.isCancelled());
    assertTrue(after.isCancelled());
    assertThrows(CancellationException.class, group::join);
    group.close();
  }

  @Test
  void whoCancelsItsEndCancelsTheGroup() {
    TaskGroup group = TASKS.group();
    Task<Integer> child = group.run(waiting());
    group.joined().cancel(true);
    assertTrue(child.isCancelled());
    group.close();
  }

  @Test
  void anEventLoopGoesOnFromItsEnd() throws Exception {
    Promise<Integer> sum = Promise.promise();
    LOOP.run(
        () -> {
          TaskGroup own = TASKS.group();
          Task<Integer> one = own.run(value(1));
          Promise<Integer> late = Promise.promise(); // until it has been refused to wait for it
          Task<Integer> two = own.run(context -> late.future());
          assertThrows(IllegalStateException.class, own::join);
          late.complete(2);
          own.joined()
              .toVertx()
              .map(
                  none -> {
                    own.close(); // all have ended: nothing to wait for
                    return one.resultNow() + two.resultNow();
                  })
              .onComplete(sum);
        });
    assertEquals(3, sum.future().await(30, TimeUnit.SECONDS));
    // One that has begun, and whose operation does not end when it is cancelled.
    Promise<Integer> held = Promise.promise();
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    TaskGroup group = TASKS.group();
    Task<Integer> child =
        group.run(
            context -> {
              begun.complete(true);
              return held.future();
            });
    assertTrue(begun.get(30, TimeUnit.SECONDS));
    LOOP.run(
        () -> {
          IllegalStateException refused = assertThrows(IllegalStateException.class, group::close);
          assertTrue(refused.toString().contains("go on from joined()"), refused::toString);
          assertTrue(child.isCancelled());
        });
    held.complete(1);
    group.close();
  }

  @Test
  void theCancellationOfAParentReachesItsChildren() throws Exception {
    CompletableFuture<Task<Integer>> child = new CompletableFuture<>();
    Task<Integer> parent =
        TASKS.run(
            AsyncOperation.blocking(
                () -> {
                  try (TaskGroup group = TASKS.group()) {
                    child.complete(group.run(waiting()));
                    group.join();
                    return 1;
                  }
                }));
    Task<Integer> inner = child.get(30, TimeUnit.SECONDS);
    parent.cancel(true);
    assertThrows(CancellationException.class, () -> inner.get(LONG));
  }

  @Test
  void ofARunnerThatIsClosedItFails() {
    TaskRunner runner = Tasks.create();
    runner.close();
    TaskGroup group = runner.group();
    assertTrue(group.run(value(1)).isCompletedExceptionally());
    assertThrows(TaskRefused.class, group::join);
    group.close();
  }

  @Test
  void anEmptyOneIsOverAtOnce() throws Exception {
    try (TaskGroup group = TASKS.group()) {
      group.join();
    }
  }
}
