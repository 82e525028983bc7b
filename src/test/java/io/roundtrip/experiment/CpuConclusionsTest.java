package io.roundtrip.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Other numbers must lead to other conclusions. */
final class CpuConclusionsTest {
  @Test
  void saysWhatTheOtherPlacesGain() {
    List<String> says = of(points(200, 400, 380, 390, 500, 2));
    assertTrue(
        says.get(0)
            .contains(
                "one event loop processed 200 messages a second, all event loops 2.0 times that,"
                    + " worker pool 1.9 times that, virtual threads 2.0 times that; most had all"
                    + " event loops"),
        says.get(0));
    assertTrue(says.get(1).contains("worker pool 2.0"), says.get(1));
    assertTrue(says.get(2).contains("up to 500"), says.get(2));
    assertTrue(says.get(2).endsWith("leaves the loop to others."), says.get(2));
  }

  @Test
  void saysThatTheOtherPlacesLose() {
    List<String> says = of(points(400, 300, 200, 100, 5, 4));
    assertTrue(says.get(0).contains("virtual threads 0.3 times that"), says.get(0));
    assertTrue(says.get(0).contains("most had one event loop"), says.get(0));
    assertTrue(says.get(2).contains("did not halve"), says.get(2));
  }

  @Test
  void saysWhichWayIsFastestForABatchAndWhichIsGentlest() {
    String says =
        CpuConclusions.of(
                2,
                points(1, 1, 1, 1, 1, 1),
                List.of(batch("a", 50, 40), batch("b", 25, 30), batch("c", 30, 2)))
            .getLast();
    assertTrue(says.contains("took 50.0 ms on a"), says);
    assertTrue(says.contains("waited for up to 40.0 ms"), says);
    assertTrue(says.contains("fastest on b with 25.0 ms"), says);
    assertTrue(says.contains("2.0 ms at worst, with it on c"), says);
  }

  @Test
  void findsTheStepsThatTakeSoLong() {
    long few = Summation.ofMillis(1).steps();
    long many = Summation.ofMillis(20).steps();
    assertTrue(many > 2 * few, () -> few + " steps of 1 ms, " + many + " of 20 ms");
    assertEquals(new Summation(3).sum(1), new Summation(3).sum(1));
  }

  private static List<String> of(List<CpuPoint> points) {
    return CpuConclusions.of(2, points, List.of(batch("a", 50, 50)));
  }

  /** At one processor half as much as at ten. */
  private static List<CpuPoint> points(
      double one, double all, double workers, double virtual, int onLoopMillis, int besideMillis) {
    List<CpuPoint> points = new ArrayList<>();
    for (int processors : new int[] {1, 10}) {
      double part = processors / 20.0 + 0.5 - (processors == 1 ? 0.05 : 0);
      add(points, Place.ONE_LOOP, processors, part * one, onLoopMillis);
      add(points, Place.ALL_LOOPS, processors, part * all, onLoopMillis);
      add(points, Place.WORKERS, processors, part * workers, besideMillis);
      add(points, Place.VIRTUAL, processors, part * virtual, besideMillis);
    }
    return points;
  }

  private static void add(
      List<CpuPoint> to, Place place, int processors, double perSecond, int othersMillis) {
    to.add(
        new CpuPoint(
            place,
            processors,
            perSecond,
            new ThreadCpu(List.of()),
            MadeUp.figures("ran", 100, 100, othersMillis)));
  }

  private static BatchTiming batch(String way, double millis, int othersMillis) {
    return new BatchTiming(
        way,
        new Spread(millis, millis, millis),
        MadeUp.figures("ran", 10, 10, othersMillis),
        List.of());
  }
}
