package io.roundtrip.delivery;

import static io.roundtrip.delivery.ScriptedCore.to;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.conf.RouteConf.Order;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The state of a message's key has a say when its lane is entered, and before anything else. */
final class EnteredTest {
  private static ScriptedCore stateful(boolean recorded) {
    return new ScriptedCore(Order.PER_KEY, 1, 10, recorded, true, to("lab", true, 10));
  }

  @Test
  void theStateIsAskedBeforeTheStoreAndBothBeforeAConnection() {
    ScriptedCore core = stateful(true);
    core.offer("1", "k", 100);
    assertEquals(List.of("prepare 1", "enter 1"), core.did());
    core.entered("1");
    assertEquals(List.of("record 1"), core.did());
    core.recorded("1");
    assertEquals(List.of("connect 1/lab"), core.did());
  }

  @Test
  void whatTheStateDoesNotAllowIsNotAttemptedAndItsLaneGoesOn() {
    ScriptedCore core = stateful(false);
    core.offer("1", "k", 100).offer("2", "k", 100);
    core.notEntered("1", Reason.STATE_CONFLICT, "no");
    assertEquals(
        List.of(
            "prepare 1",
            "enter 1",
            "answer 1 not-attempted",
            "settled 1 not-attempted",
            "prepare 2",
            "enter 2"),
        core.did());
    assertEquals(Reason.STATE_CONFLICT, core.answer("1").reason());
    assertEquals(0, core.answer("1").retryAfterMillis());
    core.notEntered("2", Reason.STORE_UNAVAILABLE, "gone");
    assertEquals(1_000, core.answer("2").retryAfterMillis());
    assertEquals(0, core.gates.getFirst().inUse());
  }

  @Test
  void theNextOfTheLaneIsAskedOnlyWhenTheOneBeforeHasSettled() {
    ScriptedCore core = stateful(false);
    core.offer("1", "k", 100).offer("2", "k", 100).entered("1").connected("1/lab");
    assertEquals(List.of("prepare 1", "enter 1", "connect 1/lab", "send 1/lab"), core.did());
    core.confirms("1/lab");
    assertEquals(
        List.of("answer 1 delivered", "settled 1 delivered", "prepare 2", "enter 2"), core.did());
  }

  @Test
  void theDeadlineAndTheSenderDoNotWaitForTheState() {
    ScriptedCore core = stateful(false);
    core.offer("late", "a", 50).offer("left", "b", 500).leaves("left").pass(60);
    assertEquals(Reason.SENDER_LEFT, core.answer("left").reason());
    assertEquals(Reason.DEADLINE, core.answer("late").reason());
    core.did();
    core.entered("late").notEntered("left", Reason.STATE_CONFLICT, "no");
    assertEquals(List.of(), core.did());
    assertEquals(0, core.gates.getFirst().inUse());
  }

  @Test
  void whatAnEarlierDeliveryBroughtOutweighsTheState() {
    ScriptedCore core = stateful(false);
    core.offerAgain("1", new DestinationOutcome("lab", Verdict.DELIVERED, null, 200, 1, 5));
    core.notEntered("1", Reason.STATE_CONFLICT, "no");
    assertEquals(OutcomeKind.DELIVERED, core.answer("1").kind());
  }
}
