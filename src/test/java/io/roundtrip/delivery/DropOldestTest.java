package io.roundtrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.RouteConf;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What waits longest makes room for what is new: by hand, and against a plain model. */
final class DropOldestTest {
  private static ScriptedCore busy(RouteConf.Order order) {
    ScriptedCore core = new ScriptedCore(order, 1, 10, ScriptedCore.to("a", true, 1));
    return core.offer("1", "k", 1_000).connected("1/a");
  }

  @Test
  void theOldestThatWaitsIsSettledAsNotAttemptedAndWhatIsUnderWayGoesOn() {
    ScriptedCore core = busy(RouteConf.Order.NONE).offer("2", "k", 500).offer("3", "k", 900);
    core.did();
    assertEquals(1, core.core.dropFor(-1, 1));
    assertEquals(List.of("answer 2 not-attempted", "settled 2 not-attempted"), core.did());
    assertEquals(Reason.QUEUE_FULL, core.settled("2").reason());
    assertEquals("dropped for a newer message", core.settled("2").detail());
    assertEquals(1, core.core.stats().dropped());
    assertEquals(0, core.core.stats().withdrawn());
    assertEquals(1, core.core.queued());
    assertEquals(2, core.credits.depth(), "the credit is the newer message's");
    core.pass(600);
    assertEquals(List.of("abandon 1/a"), core.did().subList(0, 1));
  }

  @Test
  void noneIsDroppedWhereNothingWaits() {
    ScriptedCore core = busy(RouteConf.Order.NONE);
    assertEquals(-1, core.core.dropFor(-1, 1));
    assertEquals(0, core.credits.depth());
    assertEquals(0, core.core.stats().dropped());
  }

  @Test
  void aLaneGoesOnWithoutTheOneThatWasDropped() {
    ScriptedCore core = busy(RouteConf.Order.PER_KEY).offer("2", "k", 500).offer("3", "k", 900);
    core.core.dropFor(-1, 1);
    core.did();
    core.confirms("1/a").connected("3/a").confirms("3/a");
    assertEquals(OutcomeKind.DELIVERED, core.settled("3").kind());
    assertTrue(core.core.isIdle());
  }

  @Test
  void theFirstOfALaneThatIsDroppedLetsTheNextGo() {
    ScriptedCore core = busy(RouteConf.Order.PER_KEY).offer("2", "other", 500);
    core.offer("3", "other", 900);
    core.core.dropFor(-1, 1);
    core.did();
    core.confirms("1/a");
    assertTrue(core.did().contains("connect 3/a"), "the slot is for who is next");
  }

  @Test
  void agreesWithAPlainModel() {
    for (long seed = 1; seed <= 100_000; seed++) {
      DropModel.run(seed);
    }
  }
}
