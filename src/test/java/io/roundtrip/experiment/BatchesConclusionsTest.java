package io.roundtrip.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.experiment.BatchesExperiment.Cost;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Other numbers must lead to other conclusions. */
final class BatchesConclusionsTest {
  private static final BatchesPlan PLAN =
      new BatchesPlan(List.of(1, 100), List.of(1, 10), Duration.ofSeconds(1), 20);
  private static final BatchCell SMALL = new BatchCell(1, 1, 990, 5);
  private static final BatchCell LARGE = new BatchCell(100, 10, 1_000, 20);

  @Test
  void takesTheLowestLatencyAmongThoseThatKeepUp() {
    assertEquals(SMALL, BatchCell.sweetSpot(List.of(LARGE, SMALL)));
    BatchCell tooSlow = new BatchCell(1, 1, 940, 5);
    assertEquals(LARGE, BatchCell.sweetSpot(List.of(LARGE, tooSlow)));
  }

  @Test
  void takesTheSmallestOfThoseThatAreHardlySlower() {
    BatchCell fastest = new BatchCell(500, 1, 1_000, 10);
    BatchCell smaller = new BatchCell(50, 10, 1_000, 10.9);
    BatchCell younger = new BatchCell(50, 1, 1_000, 10.9);
    BatchCell slower = new BatchCell(10, 1, 1_000, 11.1);
    assertEquals(younger, BatchCell.sweetSpot(List.of(fastest, smaller, younger, slower)));
  }

  @Test
  void saysThatItMovedToLargerBatches() {
    List<String> says = of(List.of(SMALL, LARGE), List.of(new BatchCell(1, 1, 50, 900), LARGE));
    assertTrue(
        says.get(0).contains("is 1 × 1 ms: 990 delivered a second, p99 5.0 ms"), says.get(0));
    assertTrue(says.get(1).contains("lowest throughput had 1 × 1 ms with 50"), says.get(1));
    assertTrue(says.get(2).contains("from 1 × 1 ms to 100 × 10 ms, to larger"), says.get(2));
    assertFalse(says.get(0).contains("None kept up"), says.get(0));
  }

  @Test
  void saysThatItMovedToSmallerBatches() {
    List<String> says = of(List.of(new BatchCell(1, 1, 50, 900), LARGE), List.of(SMALL, LARGE));
    assertTrue(says.get(2).contains("to smaller or younger"), says.get(2));
  }

  @Test
  void saysThatItMovedToDifferentSides() {
    List<String> says =
        of(List.of(new BatchCell(1, 10, 1_000, 5)), List.of(new BatchCell(100, 1, 1_000, 5)));
    assertTrue(says.get(2).contains("to different sides"), says.get(2));
  }

  @Test
  void saysThatItDidNotMoveAndThatNoneKeptUp() {
    List<BatchCell> slow = List.of(new BatchCell(1, 1, 400, 5));
    List<String> says = of(slow, slow);
    assertTrue(says.get(0).contains("None kept up: the sweet spot delivered 40 %"), says.get(0));
    assertTrue(says.get(2).contains("did not move"), says.get(2));
  }

  private static List<String> of(List<BatchCell> plain, List<BatchCell> slow) {
    return BatchesConclusions.of(PLAN, 1_000, Map.of(Cost.PLAIN, plain, Cost.SLOW, slow)).stream()
        .sorted((one, other) -> Integer.compare(place(one), place(other)))
        .toList();
  }

  private static int place(String says) {
    return says.contains("as it is") ? 0 : says.contains("more for each batch") ? 1 : 2;
  }
}
