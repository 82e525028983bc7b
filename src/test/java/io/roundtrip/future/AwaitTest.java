package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Loop;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Waiting in straight-line code, on every sort of thread. */
final class AwaitTest {
  private static final Loop LOOP = new Loop();
  private final IOException error = new IOException("e");

  @AfterAll
  static void close() {
    LOOP.close();
  }

  /** A future that is pending until its reader waits, or long before: both are right. */
  private static Future<Integer> soon(int value) {
    return LOOP.vertx().timer(1).map(value);
  }

  private Integer everyKind() {
    assertEquals(1, Await.await(Future.succeededFuture(1)));
    assertSame(
        error, assertThrows(IOException.class, () -> Await.await(Future.failedFuture(error))));
    assertEquals(2, Await.await(soon(2)));
    assertSame(
        error,
        assertThrows(
            IOException.class,
            () -> Await.await(soon(3).compose(x -> Future.failedFuture(error)))));
    try {
      Future<Integer> bridge =
          LOOP.call(
              () -> {
                LoopFuture<Integer> promise = LoopFuture.promise();
                LOOP.vertx().setTimer(1, fired -> promise.succeed(4));
                return promise.toVertx();
              });
      return Await.await(bridge);
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void onAVirtualThread() throws Exception {
    assertEquals(4, on(code -> Thread.ofVirtual().start(code), this::everyKind));
  }

  @Test
  void onAPlatformThread() throws Exception {
    assertEquals(4, on(code -> Thread.ofPlatform().start(code), this::everyKind));
  }

  @FunctionalInterface
  private interface Starter {
    Thread start(Runnable code);
  }

  private static <T> T on(Starter starter, Callable<T> code) throws Exception {
    FutureTask<T> task = new FutureTask<>(code);
    starter.start(task);
    return task.get(20, TimeUnit.SECONDS);
  }

  @Test
  void onAVirtualThreadVerticle() throws Exception {
    Promise<Integer> done = Promise.promise();
    VerticleBase verticle =
        new VerticleBase() {
          @Override
          public Future<?> start() {
            done.complete(everyKind());
            return Future.succeededFuture();
          }
        };
    DeploymentOptions virtual =
        new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
    LOOP.vertx().deployVerticle(verticle, virtual).await(20, TimeUnit.SECONDS);
    assertEquals(4, done.future().await(20, TimeUnit.SECONDS));
  }

  @Test
  void onAnEventLoopOnlyWhatIsOver() throws Exception {
    LOOP.run(
        () -> {
          assertEquals(1, Await.await(Future.succeededFuture(1)));
          assertThrows(IOException.class, () -> Await.await(Future.failedFuture(error)));
          IllegalStateException refused =
              assertThrows(
                  IllegalStateException.class, () -> Await.await(Promise.promise().future()));
          String message = String.valueOf(refused.getMessage());
          assertTrue(message.contains("is an event loop: chain with then or compose"), message);
        });
  }
}
