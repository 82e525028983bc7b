package io.roundtrip.future;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** {@link Serial}: turns of two threads, each with a turn inside. None is lost, no two overlap, each sees those before. */
@JCStressTest
@Outcome(id = "4, 0", expect = Expect.ACCEPTABLE, desc = "four turns, one at a time")
@Outcome(expect = Expect.FORBIDDEN, desc = "a turn was lost or overlapped another")
@State
public class TurnsStress {
  private final Serial<Integer> serial = new Serial<>();

  // Plain fields: only turns that exclude each other count them right.
  private int turns;
  private int overlaps;
  private boolean inside;

  @Actor
  public void one() {
    serial.begin(this::turnWithOneInside);
  }

  @Actor
  public void two() {
    serial.begin(this::turnWithOneInside);
  }

  private void turnWithOneInside() {
    turn();
    serial.begin(this::turn);
  }

  private void turn() {
    if (inside) {
      overlaps++;
    }
    inside = true;
    turns++;
    inside = false;
  }

  @Arbiter
  public void count(II_Result result) {
    result.r1 = turns;
    result.r2 = overlaps;
  }
}
