package io.roundtrip.future;

import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * {@link LoopFuture#of}: a Vert.x future that one thread completes while the loop bridges it, adds steps and hands the
 * result to a task. The steps run once each, on the loop, and the task has the result.
 */
@JCStressTest
@Outcome(id = "12, 2, 0", expect = Expect.ACCEPTABLE, desc = "both steps ran on the loop")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, or a step ran twice or elsewhere")
@State
public class BridgeStress {
  // Daemon threads: jcstress waits for its JVM to end by itself.
  private static final Context LOOP =
      Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setUseDaemonThread(true))
          .getOrCreateContext();

  private final Promise<Integer> promise = Promise.promise();
  private final CountDownLatch attached = new CountDownLatch(1);
  private volatile Task<Integer> task;

  // Of the loop, read when the task is done.
  private int steps;
  private int elsewhere;

  @Actor
  public void producer() {
    promise.complete(1);
  }

  @Actor
  public void loop() {
    LOOP.runOnContext(
        on -> {
          Thread loop = Thread.currentThread();
          task =
              LoopFuture.of(promise.future())
                  .then(x -> step(loop, x + 1))
                  .thenCompose(x -> LoopFuture.makeReady(step(loop, x + 10)))
                  .toTask();
          attached.countDown();
        });
    await();
  }

  private void await() {
    try {
      attached.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private int step(Thread loop, int value) {
    steps++;
    if (Thread.currentThread() != loop) {
      elsewhere++;
    }
    return value;
  }

  @Arbiter
  public void read(III_Result result) {
    try {
      result.r1 = task.get(Duration.ofSeconds(5));
    } catch (TimedOut | InterruptedException lost) {
      result.r1 = -1;
    }
    result.r2 = steps;
    result.r3 = elsewhere;
  }
}
