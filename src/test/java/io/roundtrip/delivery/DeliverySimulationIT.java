package io.roundtrip.delivery;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The campaign behind {@link DeliverySimulationTest}: millions of messages from seeds that no run has seen before. {@code
 * -Dcampaign.scale=N} is N times 20 000 runs of about a hundred messages.
 */
@Tag("campaign")
final class DeliverySimulationIT {
  private static final long RUNS = 20_000;

  @Test
  void keepsThePromiseInRunsNobodyHasSeen() {
    long first = System.nanoTime();
    for (long run = 0; run < RUNS * Long.getLong("campaign.scale", 1); run++) {
      Simulation.run(first + run);
    }
  }
}
