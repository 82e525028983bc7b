package io.roundtrip.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.experiment.QueueingPlan.Policy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Other numbers must lead to other conclusions. */
final class QueueingConclusionsTest {
  private static final QueueingPlan PLAN = QueueingPlan.of(Depth.FULL);

  @Test
  void theBestSizeDropsLeastAndThenIsFastAndThenIsSmall() {
    QueueCell drops = cell(10, 500, 5, 1, 1);
    QueueCell small = cell(100, 1_000, 104, 1, 1);
    QueueCell fast = cell(1_000, 1_000, 100, 1, 1);
    QueueCell slow = cell(5, 1_000, 110, 1, 1);
    assertEquals(small, QueueCell.best(List.of(drops, small, fast, slow)));
    assertEquals(drops, QueueCell.best(List.of(drops, cell(100, 505, 104, 1, 1))));
  }

  @Test
  void saysWhatWasDroppedAndWhatTheBestSizeIs() {
    List<String> says =
        QueueingConclusions.of(PLAN, List.of(cell(10, 500, 5, 1, 1), cell(100, 1_000, 90, 2, 2)));
    assertTrue(
        says.get(0).contains("Under reject the best size is 100: nothing dropped"), says.get(0));
    assertTrue(says.get(0).contains("With 10 places it was 50.0 % dropped"), says.get(0));
  }

  @Test
  void saysThatLittlesLawHolds() {
    String says = little(List.of(cell(10, 1, 1, 10, 10.5), cell(100, 1, 1, 100, 98)));
    assertTrue(says.contains("0.972 × throughput × wait + 0.8 (R² = 1.000)"), says);
    assertTrue(says.endsWith("holds to within a tenth."), says);
  }

  @Test
  void saysThatLittlesLawDoesNotHold() {
    String says = little(List.of(cell(10, 1, 1, 10, 5), cell(100, 1, 1, 100, 50)));
    assertTrue(says.contains("0.500 ×"), says);
    assertTrue(says.contains("does not hold"), says);
    String scattered =
        little(List.of(cell(1, 1, 1, 0, 0), cell(2, 1, 1, 50, 90), cell(3, 1, 1, 100, 100)));
    assertTrue(scattered.contains("does not hold"), scattered);
  }

  @Test
  void fitsTheNearestLine() {
    Line line = Line.through(List.of(1.0, 2.0, 3.0), List.of(5.0, 7.0, 9.0));
    assertEquals(new Line(2, 3, 1), line);
    assertEquals(13, line.at(5));
    assertThrows(
        IllegalArgumentException.class, () -> Line.through(List.of(1.0, 1.0), List.of(1.0, 2.0)));
  }

  @Test
  void plansBurstsThatTheQueuesAreTooShortAndLongEnoughFor() {
    for (Depth depth : Depth.values()) {
      QueueingPlan plan = QueueingPlan.of(depth);
      assertEquals(List.of(10, 100, 1_000, 10_000), plan.sizes());
      assertEquals(5_000, plan.burst());
      double drainSeconds = (double) plan.burst() / plan.capacity();
      assertTrue(plan.pause().toMillis() / 1e3 > drainSeconds, "a burst is served in the pause");
    }
  }

  private static String little(List<QueueCell> cells) {
    return QueueingConclusions.of(PLAN, cells).getLast();
  }

  /** Of 1,000 messages. */
  private static QueueCell cell(
      int size, long served, double p99Millis, double depthByLittle, double depth) {
    return new QueueCell(
        Policy.REJECT, size, 1_000, served, 1, p99Millis, 0.5, depth, 1_000, depthByLittle);
  }
}
