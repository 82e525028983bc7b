package io.roundtrip.relay;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** See {@link KillCampaign}. */
final class KilledRelayIT {
  private static final int ROUNDS = 20;

  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nothingThatWasStoredIsLost(@TempDir Path folder) throws Exception {
    run(folder, ROUNDS);
  }

  /** {@code mvn verify -Pcampaign -Dcampaign.scale=N}: N times as often; its short form is the test above. */
  @Test
  @Tag("campaign")
  void nothingThatWasStoredIsLostInALongRun(@TempDir Path folder) throws Exception {
    long scale = Long.getLong("campaign.scale", 1);
    assumeTrue(scale > 1);
    run(folder, Math.toIntExact(ROUNDS * scale));
  }

  private static void run(Path folder, int rounds) throws Exception {
    long seed = ThreadLocalRandom.current().nextLong();
    try (KillCampaign campaign = new KillCampaign(folder, seed)) {
      campaign.run(rounds);
    } catch (Exception | AssertionError failed) {
      throw new AssertionError(
          "new KillCampaign(folder, " + seed + "L).run(" + rounds + ")", failed);
    }
  }
}
