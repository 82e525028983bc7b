package io.roundtrip.future;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** {@link Task}: completed by two threads while a third reads it. One word counts, and what it brings is seen whole. */
@JCStressTest
@Outcome(
    id = {"-1, 1, 1", "-1, 2, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "read too early")
@Outcome(
    id = {"1, 1, 1", "2, 2, 1"},
    expect = Expect.ACCEPTABLE,
    desc = "read in time")
@Outcome(expect = Expect.FORBIDDEN, desc = "two outcomes, or half of one")
@State
public class TaskStress {
  /** Plain fields: only a safe hand-over shows them. */
  private static final class Box {
    int value;
  }

  private final Task<Box> task = new Task<>();
  private int refusedToOne;
  private int refusedToTwo;

  @Actor
  public void one() {
    refusedToOne = complete(1);
  }

  @Actor
  public void two() {
    refusedToTwo = complete(2);
  }

  private int complete(int value) {
    Box box = new Box();
    box.value = value;
    try {
      task.succeed(box);
      return 0;
    } catch (IllegalStateException second) {
      return 1;
    }
  }

  private int read() {
    try {
      return task.get(Duration.ZERO).value;
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  @Actor
  public void reader(III_Result result) {
    result.r1 = task.isDone() ? read() : -1;
  }

  @Arbiter
  public void count(III_Result result) {
    result.r2 = read();
    result.r3 = refusedToOne + refusedToTwo;
  }
}
