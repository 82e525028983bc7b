package io.roundtrip.relay;

import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** See {@link KillCampaign}. */
final class KilledRelayIT {
  private static final int ROUNDS = 20;
  private static final int MANY = 500;

  @Test
  @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void nothingThatWasStoredIsLost(@TempDir Path folder) throws Exception {
    run(folder, ROUNDS);
  }

  /** {@code mvn verify -Pcampaign [-Dcampaign.scale=N]}: N times as often. */
  @Test
  @Tag("campaign")
  void nothingThatWasStoredIsLostInALongRun(@TempDir Path folder) throws Exception {
    run(folder, Math.toIntExact(MANY * Long.getLong("campaign.scale", 1)));
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
