package io.roundtrip.delivery;

import static io.roundtrip.delivery.ScriptedCore.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.RouteConf.Order;
import io.roundtrip.format.Prepared;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The queue: lanes, admission, withdrawal, draining. */
final class DeliveryCoreTest {
  private static final DestinationConf LAB = to("lab", true, 10);

  @Test
  void aLaneRunsOneMessageAtATimeAndLanesRunBesideEachOther() {
    ScriptedCore core = new ScriptedCore(Order.PER_KEY, 1, 10, LAB);
    core.offer("a1", "a", 100).offer("a2", "a", 100).offer("b1", "b", 100).offer("n1", null, 100);
    assertEquals(
        List.of(
            "prepare a1",
            "connect a1/lab",
            "prepare b1",
            "connect b1/lab",
            "prepare n1",
            "connect n1/lab"),
        core.did());
    core.connected("a1/lab").confirms("a1/lab");
    assertEquals(
        List.of(
            "send a1/lab",
            "answer a1 delivered",
            "settled a1 delivered",
            "prepare a2",
            "connect a2/lab"),
        core.did());
  }

  @Test
  void strictIsOneLaneForAll() {
    ScriptedCore core = new ScriptedCore(Order.STRICT, 1, 10, LAB);
    core.offer("a1", "a", 100).offer("b1", "b", 100).offer("n1", null, 100);
    assertEquals(List.of("prepare a1", "connect a1/lab"), core.did());
    assertEquals(2, core.core.queued());
  }

  @Test
  void oneWithdrawnInTheMiddleOfALaneLeavesTheOthersInOrder() {
    ScriptedCore core = new ScriptedCore(Order.PER_KEY, 1, 10, LAB);
    core.offer("1", "a", 100).offer("2", "a", 100).offer("3", "a", 100);
    core.did();
    core.leaves("2");
    assertEquals(List.of("answer 2 not-attempted", "settled 2 not-attempted"), core.did());
    assertEquals(Reason.SENDER_LEFT, core.answer("2").reason());
    core.connected("1/lab").confirms("1/lab");
    assertTrue(core.did().contains("connect 3/lab"));
    core.connected("3/lab").confirms("3/lab");
    assertTrue(core.core.isIdle());
    assertEquals(0, core.credits.depth());
  }

  @Test
  void aLaneIsHeldUntilEveryBranchHasSettled() {
    ScriptedCore core = new ScriptedCore(Order.STRICT, 1, 10, LAB, to("log", false, 10));
    core.offer("1", null, 100).offer("2", null, 100);
    core.connected("1/lab").confirms("1/lab");
    assertTrue(core.isAnswered("1"));
    assertFalse(core.did().contains("prepare 2"));
    core.connected("1/log").confirms("1/log");
    assertTrue(core.did().contains("prepare 2"));
  }

  @Test
  void theDeadlineWithdrawsWhatIsQueuedAndNothingIsSent() {
    ScriptedCore core = new ScriptedCore(Order.NONE, 1, 10, to("lab", true, 1));
    core.offer("1", null, 100).offer("2", null, 30);
    core.connected("1/lab").did();
    core.pass(32);
    assertEquals(List.of("answer 2 not-attempted", "settled 2 not-attempted"), core.did());
    assertEquals(Reason.DEADLINE, core.answer("2").reason());
    assertEquals(1000, core.answer("2").retryAfterMillis());
    core.confirms("1/lab");
    assertEquals(0, core.gates.getFirst().inUse());
  }

  @Test
  void aSenderThatLeavesChangesNothingOnceItsMessageIsOnTheWire() {
    ScriptedCore core = new ScriptedCore(Order.NONE, 1, 10, LAB);
    core.offer("1", null, 100).connected("1/lab").leaves("1");
    assertFalse(core.isAnswered("1"));
    core.confirms("1/lab");
    assertEquals(OutcomeKind.DELIVERED, core.settled("1").kind());
  }

  @Test
  void aSenderThatLeavesBeforeTheFirstByteTakesItsMessageBack() {
    ScriptedCore core = new ScriptedCore(Order.NONE, 1, 10, LAB);
    core.offer("1", null, 100).leaves("1").connected("1/lab");
    assertEquals(
        List.of(
            "prepare 1",
            "connect 1/lab",
            "abandon 1/lab",
            "answer 1 not-attempted",
            "settled 1 not-attempted"),
        core.did());
  }

  @Test
  void refusesWhatWouldWaitLongerThanItsDeadlineAndSaysHowLong() {
    ScriptedCore core = new ScriptedCore(Order.STRICT, 1, 10, LAB);
    core.offer("1", null, 5000).connected("1/lab").pass(40).confirms("1/lab"); // takes 40 ms
    core.offer("2", null, 5000).offer("3", null, 5000);
    core.offer("4", null, 80);
    assertEquals(Reason.WAIT_TOO_LONG, core.answer("4").reason(), "80 ms behind two");
    assertEquals(1000, core.answer("4").retryAfterMillis());
    core.offer("5", null, 81);
    assertFalse(core.isAnswered("5"));
    assertEquals(1, core.core.stats().refused());
  }

  @Test
  void retryAfterIsTheExpectedWaitWhereThatIsLonger() {
    ScriptedCore core = new ScriptedCore(Order.STRICT, 1, 10, LAB);
    core.offer("1", null, 60_000).pass(49).connected("1/lab").confirms("1/lab");
    for (int i = 2; i < 52; i++) {
      core.offer("" + i, null, 60_000);
    }
    core.offer("late", null, 100);
    assertEquals(50 * 49, core.answer("late").retryAfterMillis());
  }

  @Test
  void withNothingAheadTheExpectedWaitIsZeroSoThatABadEstimateHeals() {
    ScriptedCore core = new ScriptedCore(Order.STRICT, 1, 10, LAB);
    core.offer("1", null, 5000).connected("1/lab").pass(40).confirms("1/lab");
    core.offer("2", null, 1);
    assertFalse(core.isAnswered("2"));
    ScriptedCore unordered = new ScriptedCore(Order.NONE, 1, 10, to("lab", true, 1));
    unordered.offer("1", null, 5000).connected("1/lab").pass(40).confirms("1/lab");
    unordered.offer("2", null, 1);
    assertFalse(unordered.isAnswered("2"));
  }

  @Test
  void onlySlotsOfDestinationsThatHoldMessagesUpCountInTheExpectedWait() {
    ScriptedCore core =
        new ScriptedCore(Order.NONE, 1, 10, to("lab", true, 2), to("log", false, 1));
    core.offer("1", null, 5000).connected("1/lab").pass(40).confirms("1/lab");
    core.connected("1/log").pass(8).confirms("1/log");
    core.offer("2", null, 5000).offer("3", null, 5000).offer("4", null, 5000);
    core.offer("5", null, 21); // one ahead, two at a time, 40 ms each
    assertFalse(core.isAnswered("5"));
  }

  @Test
  void whileItDrainsNothingNewIsTakenAndWhatIsQueuedFinishes() {
    ScriptedCore core = new ScriptedCore(Order.STRICT, 1, 10, LAB);
    core.offer("1", null, 100).offer("2", null, 100);
    core.core.drain();
    core.offer("3", null, 100);
    assertEquals(Reason.DRAINING, core.answer("3").reason());
    assertEquals(1000, core.answer("3").retryAfterMillis());
    core.connected("1/lab").confirms("1/lab").connected("2/lab").confirms("2/lab");
    assertEquals(OutcomeKind.DELIVERED, core.answer("2").kind());
    assertEquals(0, core.credits.depth());
  }

  @Test
  void givenUpWhatIsQueuedWasNotAttemptedAndWhatIsOnTheWireIsUnknown() {
    ScriptedCore core = new ScriptedCore(Order.STRICT, 1, 10, LAB);
    core.offer("1", null, 100).offer("2", null, 100).connected("1/lab");
    core.core.giveUp(core.message("1"), Reason.DRAINING);
    core.core.giveUp(core.message("2"), Reason.DRAINING);
    assertEquals(OutcomeKind.UNKNOWN, core.answer("1").kind());
    assertEquals(Reason.DRAINING, core.answer("2").reason());
    core.confirms("1/lab");
    assertEquals(OutcomeKind.DELIVERED, core.settled("1").kind(), "it finishes and is recorded");
    assertTrue(core.core.isIdle());
  }

  @Test
  void whatTheFilterExcludesOrAMapRefusesIsSentToNobody() {
    ScriptedCore core = new ScriptedCore(Order.STRICT, 1, 10, LAB, to("log", false, 1));
    core.prepared = Prepared.Excluded.INSTANCE;
    core.offer("1", null, 100);
    assertEquals(List.of("prepare 1", "answer 1 filtered", "settled 1 filtered"), core.did());
    core.prepared = new Prepared.Refused(Reason.MISSING_VALUE, "rule 2: /a is missing");
    core.offer("2", null, 100);
    assertEquals(
        List.of("prepare 2", "answer 2 not-attempted", "settled 2 not-attempted"), core.did());
    assertEquals(Reason.MISSING_VALUE, core.answer("2").reason());
    assertEquals(0, core.answer("2").retryAfterMillis());
    assertEquals(0, core.gates.getFirst().inUse());
  }

  @Test
  void aMessageAnsweredOnArrivalIsAnsweredOnceAndDeliveredBehindTheAnswer() {
    ScriptedCore core = new ScriptedCore(Order.NONE, 1, 10, LAB);
    assertTrue(core.credits.tryTake(1));
    Message<String> held = new Message<>(core.core, "1", null, 1, 0, 100_000_000, true, "1");
    core.core.offer(held);
    core.core.withdraw(held);
    core.connected("1/lab").ended("1/lab", AttemptResult.rejected(500));
    assertEquals(
        List.of(
            "answer 1 accepted", "prepare 1", "connect 1/lab", "send 1/lab", "settled 1 rejected"),
        core.did());
  }

  @Test
  void backoffGrowsByItsFactorUpToItsMost() {
    DestinationConf.Retry retry =
        new DestinationConf.Retry(9, Duration.ofMillis(100), 2, Duration.ofMillis(350));
    Plan.Step step = new Plan.Step("lab", true, true, 1, retry);
    assertEquals(100_000_000, step.backoffNanos(1));
    assertEquals(200_000_000, step.backoffNanos(2));
    assertEquals(350_000_000, step.backoffNanos(3));
    assertEquals(350_000_000, step.backoffNanos(2000));
  }
}
