package io.roundtrip.experiment;

import java.time.Duration;
import java.util.List;

/**
 * How experiment 3 is run. Immutable.
 *
 * @param counts rows of a batch at most
 * @param agesMillis how long the oldest row of a batch waits at most
 * @param window how long each pair of the two is measured
 * @param slowMillis what a batch costs more in the second table
 */
record BatchesPlan(
    List<Integer> counts, List<Integer> agesMillis, Duration window, int slowMillis) {
  static BatchesPlan of(Depth depth) {
    List<Integer> counts = List.of(1, 10, 50, 100, 500);
    List<Integer> agesMillis = List.of(1, 10, 100);
    return switch (depth) {
      case QUICK -> new BatchesPlan(counts, agesMillis, Duration.ofMillis(600), 20);
      case FULL -> new BatchesPlan(counts, agesMillis, Duration.ofSeconds(10), 20);
    };
  }
}
