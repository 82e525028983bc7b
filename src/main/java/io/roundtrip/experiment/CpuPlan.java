package io.roundtrip.experiment;

import java.time.Duration;
import java.util.List;

/**
 * How experiment 4 is run. Immutable.
 *
 * @param processors how many work at the same time, one run each
 * @param messageMillis what a message costs a processor that has a core for itself
 * @param window how long each run takes
 * @param batches how often a batch is processed in each way
 */
record CpuPlan(List<Integer> processors, int messageMillis, Duration window, int batches) {
  /** Messages of a batch. */
  static final int BATCH = 10;

  static CpuPlan of(Depth depth) {
    List<Integer> processors = List.of(1, 10, 100);
    return switch (depth) {
      case QUICK -> new CpuPlan(processors, 5, Duration.ofMillis(1_500), 10);
      case FULL -> new CpuPlan(processors, 5, Duration.ofSeconds(10), 50);
    };
  }
}
