package io.roundtrip.delivery;

import static io.roundtrip.delivery.ScriptedCore.to;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.roundtrip.conf.RouteConf.Order;
import io.roundtrip.model.Reason;
import io.roundtrip.outcome.AttemptResult;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was handed to a destination and waits there to be sent with others: nothing of it is written. */
final class HeldTest {
  private static ScriptedCore sentToOne() {
    ScriptedCore core = new ScriptedCore(Order.NONE, 1, 10, to("a", true, 4));
    core.offer("m", null, 1_000).connected("m/a");
    core.did();
    return core;
  }

  private static ScriptedCore sentToTwo(int needed) {
    ScriptedCore core =
        new ScriptedCore(Order.NONE, needed, 10, to("a", true, 4), to("b", true, 4));
    core.offer("m", null, 1_000).connected("m/a", "m/b");
    core.held.add("m/b");
    core.did();
    return core;
  }

  @Test
  void isTakenBackWhenItsSenderLeaves() {
    ScriptedCore core = sentToOne();
    core.held.add("m/a");
    core.leaves("m");
    assertEquals(
        List.of("abandon m/a", "answer m not-attempted", "settled m not-attempted"), core.did());
    assertEquals(Reason.SENDER_LEFT, core.answer("m").reason());
    assertEquals(0, core.answer("m").destinations().getFirst().attempts());
    assertEquals(0, core.gates.getFirst().inUse());
  }

  @Test
  void staysWhenItsSenderLeavesOnceItIsWritten() {
    ScriptedCore core = sentToOne().leaves("m");
    assertEquals(List.of(), core.did());
    core.confirms("m/a");
    assertEquals("delivered", core.answer("m").kind().text());
  }

  @Test
  void staysWhenItsSenderLeavesAndAnotherDestinationHasIt() {
    ScriptedCore core = sentToTwo(2).leaves("m");
    assertEquals(List.of(), core.did());
    assertFalse(core.isAnswered("m"));
  }

  @Test
  void isNotAttemptedWhenItsTimeIsOver() {
    ScriptedCore core = sentToOne();
    core.held.add("m/a");
    core.pass(100);
    assertEquals(
        List.of("abandon m/a", "answer m not-attempted", "settled m not-attempted"), core.did());
    assertEquals(Reason.NO_CONNECTION, core.answer("m").reason());
  }

  @Test
  void isTakenBackWhenThePolicyCannotBeMetAnyMore() {
    ScriptedCore core = sentToTwo(2).ended("m/a", AttemptResult.rejected(422));
    assertEquals(List.of("abandon m/b", "answer m rejected", "settled m rejected"), core.did());
  }

  @Test
  void goesWithItsBatchOnceThePolicyIsMet() {
    ScriptedCore core = sentToTwo(1).confirms("m/a");
    assertEquals(List.of("answer m delivered"), core.did());
    core.held.clear();
    core.confirms("m/b");
    assertEquals(List.of("settled m delivered"), core.did());
  }
}
