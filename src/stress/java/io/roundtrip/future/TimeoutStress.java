package io.roundtrip.future;

import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@link VertxFutures#timeout}: the result comes on one thread while time runs out on another. One outcome. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "in time")
@Outcome(id = "-1, 1", expect = Expect.ACCEPTABLE, desc = "too late")
@Outcome(expect = Expect.FORBIDDEN, desc = "two outcomes or none")
@State
public class TimeoutStress {
  private final Promise<Integer> promise = Promise.promise();
  private final AtomicInteger told = new AtomicInteger();
  private Runnable alarm;
  private volatile int value;

  public TimeoutStress() {
    Timers timers =
        (delay, task) -> {
          alarm = task;
          return () -> {};
        };
    VertxFutures.timeout(timers, promise.future(), Duration.ofSeconds(1))
        .onComplete(
            (result, error) -> {
              value = error instanceof TimedOut ? -1 : result;
              told.getAndIncrement();
            });
  }

  @Actor
  public void producer() {
    promise.complete(1);
  }

  @Actor
  public void clock() {
    alarm.run();
  }

  @Arbiter
  public void read(II_Result result) {
    result.r1 = value;
    result.r2 = told.get();
  }
}
