package io.roundtrip.delivery;

import static io.roundtrip.delivery.ScriptedCore.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.RouteConf.Order;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Connecting, sending, retrying, deciding. */
final class FanoutTest {
  private static final DestinationConf.Breaker BREAKER =
      new DestinationConf.Breaker(1, Duration.ofSeconds(5));

  private static ScriptedCore all(DestinationConf... to) {
    return new ScriptedCore(Order.NONE, to.length, 10, to);
  }

  @Test
  void noByteGoesOutBeforeEveryNeededDestinationHasItsConnection() {
    ScriptedCore core = all(to("a", true, 1), to("b", true, 1));
    core.offer("1", null, 100).did();
    core.connected("1/a");
    assertEquals(List.of(), core.did());
    core.connected("1/b");
    assertEquals(List.of("send 1/a", "send 1/b"), core.did());
  }

  @Test
  void nothingIsSentToAnyWhenOneThatIsNeededHasNoConnection() {
    ScriptedCore core = all(to("a", true, 1), to("b", true, 1));
    core.offer("1", null, 100).connected("1/a").did();
    core.refusesConnection("1/b");
    assertEquals(
        List.of("abandon 1/a", "answer 1 not-attempted", "settled 1 not-attempted"), core.did());
    assertEquals(Reason.NO_CONNECTION, core.answer("1").reason());
  }

  @Test
  void aNoWaitsForWhatIsOnTheWireAndThenNamesWhoHasIt() {
    ScriptedCore core = all(to("a", true, 1), to("b", true, 1));
    core.offer("1", null, 100).connected("1/a", "1/b");
    core.ended("1/a", AttemptResult.rejected(400));
    assertFalse(core.isAnswered("1"));
    core.confirms("1/b");
    assertEquals(OutcomeKind.PARTIAL, core.answer("1").kind());
  }

  @Test
  void atTheDeadlineABranchStillOpenIsUnknownAndItsEndIsRecorded() {
    ScriptedCore core = all(to("a", true, 1));
    core.offer("1", null, 30).connected("1/a").pass(32);
    assertEquals(OutcomeKind.UNKNOWN, core.answer("1").kind());
    assertEquals(32_000_000, core.answer("1").destinations().getFirst().durationNanos());
    core.confirms("1/a");
    assertEquals(OutcomeKind.DELIVERED, core.settled("1").kind());
  }

  @Test
  void anAttemptHasItsTimeOnceConnectingIncluded() {
    ScriptedCore core = all(to("a", true, 1));
    core.offer("1", null, 1000).pass(40).connected("1/a").did();
    core.pass(8);
    assertEquals(List.of(), core.did());
    core.pass(4);
    assertEquals(List.of("abandon 1/a", "answer 1 unknown", "settled 1 unknown"), core.did());
  }

  @Test
  void withAnyAStalledDestinationDoesNotStopTheOthers() {
    ScriptedCore core =
        new ScriptedCore(Order.NONE, 1, 3, to("a", true, 10), to("stalled", true, 1));
    for (int i = 0; i < 20; i++) {
      core.offer("" + i, null, 1000).connected(i + "/a").confirms(i + "/a");
      assertEquals(OutcomeKind.DELIVERED, core.answer("" + i).kind());
    }
    assertEquals(0, core.credits.depth());
    assertEquals(0, core.gates.getFirst().inUse());
  }

  @Test
  void withAQuorumALateSlotLetsAllThatAreReadyConnectTogether() {
    ScriptedCore core =
        new ScriptedCore(
            Order.NONE,
            2,
            10,
            to("a", true, 9, false, 2, null),
            to("b", true, 9),
            to("c", true, 1));
    core.offer("0", null, 1000).connected("0/a", "0/b", "0/c").confirms("0/a");
    core.offer("1", null, 1000).did();
    core.refusesConnection("1/a"); // pauses; c has no slot yet
    assertEquals(List.of("abandon 1/b"), core.did(), "no connection is held in vain");
    core.confirms("0/c");
    assertTrue(core.did().containsAll(List.of("connect 1/b", "connect 1/c")));
    core.connected("1/b", "1/c");
    assertEquals(List.of("send 1/b", "send 1/c"), core.did());
  }

  @Test
  void aDestinationThatIsNotCountedComesAfterThePolicyIsMetAndNeverAfterANo() {
    ScriptedCore core = new ScriptedCore(Order.NONE, 1, 10, to("a", true, 2), to("log", false, 2));
    core.offer("1", null, 100).offer("2", null, 100).connected("1/a", "2/a");
    core.ended("2/a", AttemptResult.rejected(500));
    core.did();
    core.confirms("1/a");
    assertEquals(List.of("answer 1 delivered", "connect 1/log"), core.did());
    core.connected("1/log").ended("1/log", AttemptResult.rejected(500));
    assertEquals(OutcomeKind.DELIVERED, core.settled("1").kind());
    assertEquals(OutcomeKind.REJECTED, core.settled("2").kind());
  }

  @Test
  void whatWaitsForADestinationThatIsNotCountedIsBounded() {
    ScriptedCore core = new ScriptedCore(Order.NONE, 1, 2, to("a", true, 9), to("log", false, 1));
    for (int i = 0; i < 5; i++) {
      core.offer("" + i, null, 1000).connected(i + "/a").confirms(i + "/a");
    }
    assertEquals(2, core.aside.depth());
    for (String dropped : List.of("3", "4")) {
      assertEquals(
          Reason.QUEUE_FULL, core.settled(dropped).destinations().getLast().reason(), dropped);
    }
    core.connected("0/log").confirms("0/log").connected("1/log").confirms("1/log");
    core.connected("2/log").confirms("2/log");
    assertEquals(0, core.aside.depth());
    assertEquals(0, core.gates.getLast().inUse());
  }

  @Test
  void whoConfirmedIsNotSentItAgainWhenAnotherIsRetried() {
    ScriptedCore core = all(to("a", true, 1), to("b", true, 1, true, 3, null));
    core.offer("1", null, 1000).connected("1/a", "1/b").confirms("1/a").did();
    core.ended("1/b", AttemptResult.rejected(503)).pass(19);
    assertEquals(List.of(), core.did(), "the backoff is 20 ms");
    core.pass(5).connected("1/b").confirms("1/b");
    assertEquals(
        List.of("connect 1/b", "send 1/b", "answer 1 delivered", "settled 1 delivered"),
        core.did());
    assertEquals(2, core.answer("1").destinations().getLast().attempts());
  }

  @Test
  void aRetryThatWouldOutlastTheDeadlineIsNotWaitedFor() {
    ScriptedCore core = all(to("a", true, 1, false, 3, null));
    core.offer("1", null, 20).refusesConnection("1/a");
    assertEquals(Reason.NO_CONNECTION, core.answer("1").reason());
  }

  @Test
  void afterAnAnswerWhatIsOnTheWireIsNotRetried() {
    ScriptedCore core =
        new ScriptedCore(Order.NONE, 1, 10, to("a", true, 1), to("b", true, 1, true, 3, null));
    core.offer("1", null, 1000).connected("1/a", "1/b");
    core.confirms("1/a").confirms("1/a").ended("1/b", AttemptResult.rejected(503));
    assertEquals(OutcomeKind.DELIVERED, core.settled("1").kind());
  }

  @Test
  void afterItIsGivenUpADestinationThatIsNotCountedIsNotRetriedEither() {
    ScriptedCore core =
        new ScriptedCore(Order.NONE, 1, 10, to("a", true, 1), to("log", false, 1, true, 3, null));
    core.offer("1", null, 1000).connected("1/a").confirms("1/a").connected("1/log");
    core.core.giveUp(core.message("1"), Reason.DRAINING);
    core.ended("1/log", AttemptResult.rejected(503));
    assertTrue(core.did().contains("settled 1 delivered"));
  }

  @Test
  void anOpenBreakerEndsRetriesAndRefusesTheNextAtOnceWithItsRetryAfter() {
    ScriptedCore core = all(to("a", true, 9, false, 3, BREAKER), to("b", true, 9));
    core.offer("1", null, 1000).refusesConnection("1/a");
    assertEquals(Reason.NO_CONNECTION, core.answer("1").reason());
    core.pass(1000).offer("2", null, 1000);
    Outcome answer = core.answer("2");
    assertEquals(Reason.BREAKER_OPEN, answer.reason());
    assertEquals(4000, answer.retryAfterMillis());
    assertEquals(Reason.NOT_NEEDED, answer.destinations().getLast().reason(), "b's is closed");
    assertEquals(0, core.gates.getLast().inUse());
  }

  @Test
  void aBreakerThatOpensBetweenTheSlotAndTheFirstByteStopsTheMessage() {
    ScriptedCore core = all(to("a", true, 9, false, 1, BREAKER), to("b", true, 9));
    core.offer("1", null, 1000).offer("2", null, 1000).connected("1/a", "1/b", "2/b");
    core.ended("1/a", AttemptResult.rejected(500)).did();
    core.connected("2/a");
    assertEquals(Reason.BREAKER_OPEN, core.answer("2").reason());
    assertFalse(core.did().contains("send 2/b"));
  }

  @Test
  void a4xxLeavesTheBreakerClosed() {
    ScriptedCore core = all(to("a", true, 9, false, 1, BREAKER));
    core.offer("1", null, 1000).connected("1/a").ended("1/a", AttemptResult.rejected(404));
    assertEquals(OutcomeKind.REJECTED, core.answer("1").kind());
    core.offer("2", null, 1000);
    assertTrue(core.did().contains("connect 2/a"));
  }

  @Test
  void oneMessageProbesAndTheOthersAreRefusedMeanwhile() {
    ScriptedCore core = all(to("a", true, 9, false, 1, BREAKER));
    core.offer("1", null, 1000).refusesConnection("1/a").pass(5000);
    core.offer("2", null, 1000).offer("3", null, 1000);
    assertEquals(Reason.BREAKER_OPEN, core.answer("3").reason());
    core.leaves("2").offer("4", null, 1000); // the probe sent nothing: the next one is it
    core.connected("4/a").confirms("4/a").offer("5", null, 1000).did();
    core.connected("5/a");
    assertEquals(List.of("send 5/a"), core.did());
  }

  @Test
  void eventsOfAnAttemptThatIsOverAreIgnored() {
    ScriptedCore core = all(to("a", true, 1, true, 2, null));
    core.offer("1", null, 1000).connected("1/a");
    core.ended("1/a", AttemptResult.rejected(503)).confirms("1/a").pass(24).did();
    core.connected("1/a").connected("1/a");
    assertEquals(List.of("send 1/a"), core.did());
  }
}
