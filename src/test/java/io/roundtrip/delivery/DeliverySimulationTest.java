package io.roundtrip.delivery;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The delivery core keeps its promise in three thousand random runs, some two hundred thousand messages. {@code
 * -Dsimulation.seed=N} runs that one alone.
 */
final class DeliverySimulationTest {
  private static final int RUNS = 3_000;

  private static final List<String> EVERYTHING =
      List.of(
          "delivered",
          "filtered",
          "accepted",
          "rejected",
          "partial",
          "not-attempted",
          "unknown",
          "missing-value",
          "no-connection",
          "breaker-open",
          "draining",
          "wait-too-long",
          "deadline",
          "sender-left",
          "probe",
          "state-conflict",
          "entered",
          "not entered",
          "recorded",
          "not recorded",
          "settled before",
          "withdrawn",
          "waits for credits",
          "dropped for a newer one",
          "nothing to drop",
          "abandoned before the send",
          "held",
          "taken back",
          "a batch of several");

  @Test
  void keepsThePromiseInEveryRun() {
    Long seed = Long.getLong("simulation.seed");
    if (seed != null) {
      Simulation.run(seed);
      return;
    }
    Coverage coverage = new Coverage();
    for (long run = 1; run <= RUNS; run++) {
      coverage.add(Simulation.run(run));
    }
    for (String each : EVERYTHING) {
      assertTrue(coverage.of(each) > 100, () -> each + " hardly ever happens: " + coverage);
    }
  }
}
