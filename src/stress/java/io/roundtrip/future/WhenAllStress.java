package io.roundtrip.future;

import io.vertx.core.Promise;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * {@link VertxFutures#whenAll}: inputs completed by two threads, well and ill. One outcome each: the sum of both, by the list
 * and by the two typed ones; of the errors the first, which carries the other.
 */
@JCStressTest
@Outcome(
    id = "3, 3, 1, 3",
    expect = Expect.ACCEPTABLE,
    desc = "both values, one error with the other")
@Outcome(expect = Expect.FORBIDDEN, desc = "an outcome too many, too few or wrong")
@State
public class WhenAllStress {
  private final Promise<Integer> a = Promise.promise();
  private final Promise<Integer> b = Promise.promise();
  private final Promise<Integer> badA = Promise.promise();
  private final Promise<Integer> badB = Promise.promise();
  private final AtomicInteger told = new AtomicInteger();
  private volatile int listed;
  private volatile int typed;
  private volatile Throwable failure;

  public WhenAllStress() {
    VertxFutures.whenAll(List.of(a.future(), b.future()))
        .onComplete(
            (values, error) -> {
              listed = values.get(0) + values.get(1);
              told.getAndIncrement();
            });
    VertxFutures.whenAll(a.future(), b.future(), Integer::sum)
        .onComplete(
            (sum, error) -> {
              typed = sum;
              told.getAndIncrement();
            });
    VertxFutures.whenAll(List.of(badA.future(), badB.future()))
        .onComplete(
            (values, error) -> {
              failure = error;
              told.getAndIncrement();
            });
  }

  @Actor
  public void one() {
    a.complete(1);
    badA.fail(new RuntimeException("a"));
  }

  @Actor
  public void two() {
    b.complete(2);
    badB.fail(new RuntimeException("b"));
  }

  @Arbiter
  public void read(IIII_Result result) {
    result.r1 = listed;
    result.r2 = typed;
    result.r3 = failure == null ? -1 : failure.getSuppressed().length;
    result.r4 = told.get();
  }
}
