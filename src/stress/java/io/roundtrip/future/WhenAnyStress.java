package io.roundtrip.future;

import io.vertx.core.Future;
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

/** {@link VertxFutures#whenAny}: two threads at once. One is first, and the other's value is in the rest. */
@JCStressTest
@Outcome(
    id = {"0, 1, 2, 1", "1, 2, 1, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "one first, one rest")
@Outcome(expect = Expect.FORBIDDEN, desc = "two winners, none, or a rest that was lost")
@State
public class WhenAnyStress {
  private final Promise<Integer> a = Promise.promise();
  private final Promise<Integer> b = Promise.promise();
  private final AtomicInteger told = new AtomicInteger();
  private volatile First<Future<Integer>, Integer> first;

  public WhenAnyStress() {
    VertxFutures.whenAny(List.of(a.future(), b.future()))
        .onComplete(
            (winner, error) -> {
              first = winner;
              told.getAndIncrement();
            });
  }

  @Actor
  public void one() {
    a.complete(1);
  }

  @Actor
  public void two() {
    b.complete(2);
  }

  @Arbiter
  public void read(IIII_Result result) {
    Integer rest = first.rest().getFirst().result();
    result.r1 = first.index();
    result.r2 = first.value();
    result.r3 = rest == null ? -1 : rest;
    result.r4 = told.get();
  }
}
