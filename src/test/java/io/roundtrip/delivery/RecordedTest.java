package io.roundtrip.delivery;

import static io.roundtrip.delivery.ScriptedCore.to;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.conf.RouteConf.Order;
import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is in the store before the first byte, and what an earlier delivery settled. */
final class RecordedTest {
  private static final DestinationConf LAB = to("lab", true, 10);
  private static final DestinationConf PAYER = to("payer", true, 10);

  private static ScriptedCore recording() {
    return new ScriptedCore(Order.NONE, 1, 10, true, LAB);
  }

  private static ScriptedCore both() {
    return new ScriptedCore(Order.NONE, 2, 10, LAB, PAYER);
  }

  private static DestinationOutcome before(String id, Verdict verdict) {
    return new DestinationOutcome(id, verdict, null, 200, 1, 5);
  }

  @Test
  void nothingIsConnectedBeforeItIsInTheStore() {
    ScriptedCore core = recording();
    core.offer("1", null, 100);
    assertEquals(List.of("prepare 1", "record 1"), core.did());
    core.recorded("1");
    assertEquals(List.of("connect 1/lab"), core.did());
  }

  @Test
  void whatIsNotInTheStoreIsNotAttempted() {
    ScriptedCore core = recording();
    core.offer("1", null, 100).notRecorded("1", "the store is gone");
    assertEquals(
        List.of("prepare 1", "record 1", "answer 1 not-attempted", "settled 1 not-attempted"),
        core.did());
    assertEquals(Reason.STORE_UNAVAILABLE, core.answer("1").reason());
    assertEquals("the store is gone", core.answer("1").detail());
    assertEquals(0, core.gates.getFirst().inUse());
  }

  @Test
  void theDeadlineAndTheSenderDoNotWaitForTheStore() {
    ScriptedCore core = recording();
    core.offer("late", null, 50).offer("left", null, 500).leaves("left").pass(60);
    assertEquals(Reason.SENDER_LEFT, core.answer("left").reason());
    assertEquals(Reason.DEADLINE, core.answer("late").reason());
    core.did();
    core.recorded("late").recorded("left");
    assertEquals(List.of(), core.did());
    assertEquals(0, core.gates.getFirst().inUse());
  }

  @Test
  void onlyWhoHasItNotIsSentItAgain() {
    ScriptedCore core = both();
    core.offerAgain("1", before("lab", Verdict.DELIVERED)).connected("1/payer").confirms("1/payer");
    assertEquals(
        List.of(
            "prepare 1",
            "connect 1/payer",
            "send 1/payer",
            "answer 1 delivered",
            "settled 1 delivered"),
        core.did());
    assertEquals(before("lab", Verdict.DELIVERED), core.answer("1").destinations().getFirst());
  }

  @Test
  void whatSomeHaveIsPartialWhateverHappensToTheRest() {
    ScriptedCore core = both();
    core.offerAgain("1", before("lab", Verdict.DELIVERED)).refusesConnection("1/payer");
    assertEquals(OutcomeKind.PARTIAL, core.answer("1").kind());
    core.core.drain();
    core.offerAgain("2", before("lab", Verdict.DELIVERED));
    assertEquals(OutcomeKind.PARTIAL, core.answer("2").kind());
  }

  @Test
  void aPolicyMetBeforeIsMet() {
    ScriptedCore core = new ScriptedCore(Order.NONE, 1, 10, LAB, to("log", false, 10));
    core.offerAgain("1", before("lab", Verdict.DELIVERED));
    assertEquals(List.of("prepare 1", "answer 1 delivered", "connect 1/log"), core.did());
  }
}
