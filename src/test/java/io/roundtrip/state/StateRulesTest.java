package io.roundtrip.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.state.StateRules.Step;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class StateRulesTest {
  private static final Machine ORDER =
      new Machine(
          "placed",
          Map.of(
              "placed", Set.of("collected", "cancelled"),
              "collected", Set.of("resulted"),
              "resulted", Set.of("corrected")));

  private static Entity in(String state) {
    return new Entity(state, Map.of(), 1, false, 5, null);
  }

  private static Entity to(Step step) {
    return assertInstanceOf(Step.To.class, step).entity();
  }

  /** Applies updates one message after the other, each with its value. */
  private static String after(Update update, @Nullable String... values) {
    StateRules rules = new StateRules(null, List.of(update));
    Entity entity = Entity.NONE;
    for (@Nullable String value : values) {
      entity = to(rules.step(entity, null, Arrays.asList(value), null));
    }
    return entity.json();
  }

  @Test
  void anEventIsAllowedWhereATransitionLeadsToIt() {
    assertTrue(ORDER.allows("placed", "collected"));
    assertFalse(ORDER.allows("placed", "resulted"));
    assertFalse(ORDER.allows("placed", "placed"));
    assertFalse(ORDER.allows("cancelled", "collected"), "a last state");
    assertFalse(ORDER.allows("placed", "nonsense"));
  }

  @Test
  void aMachineBeginsInItsInitialStateOrOneStepFromIt() {
    assertTrue(ORDER.allows(null, "placed"));
    assertTrue(ORDER.allows(null, "collected"));
    assertFalse(ORDER.allows(null, "resulted"));
    StateRules rules = new StateRules(ORDER, List.of());
    assertEquals("placed", rules.shown(Entity.NONE));
    assertEquals("placed", to(rules.step(Entity.NONE, "placed", List.of(), null)).state());
  }

  @Test
  void aStepChangesNothingButSaysWhatWouldBe() {
    StateRules rules = new StateRules(ORDER, List.of(new Update.Add("n", BigDecimal.ONE)));
    Entity before = in("placed");
    UUID message = new UUID(1, 2);
    Entity next = to(rules.step(before, "collected", Arrays.asList((String) null), message));
    assertEquals(new Entity("collected", Map.of("n", "1"), 2, false, 5, message), next);
    assertEquals("placed", before.state());
    assertEquals(Map.of(), before.data());
    assertInstanceOf(Step.NotAllowed.class, rules.step(before, "corrected", List.of("1"), message));
  }

  @Test
  void aDeliveredEventEndsTheDoubt() {
    StateRules rules = new StateRules(ORDER, List.of());
    Entity doubted = in("placed").doubted(9);
    assertEquals(new Entity("placed", Map.of(), 2, true, 9, null), doubted);
    assertFalse(to(rules.step(doubted, "collected", List.of(), null)).inDoubt());
  }

  @Test
  void theTimeOfAChangeNeverGoesBack() {
    assertEquals(5, in("placed").at(3).updatedMillis());
    assertEquals(5, in("placed").doubted(3).updatedMillis());
  }

  @Test
  void aValueTakesThePlaceOfTheOneBefore() {
    assertEquals("{\"last\":{\"a\":[1]}}", after(new Update.Put("last"), "\"x\"", "{\"a\":[1]}"));
    assertEquals("{\"last\":1}", after(new Update.Put("last"), "1", null), "missing: as it was");
    assertEquals(
        "{\"seen\":\"yes\"}", after(new Update.PutConstant("seen", "\"yes\""), null, null));
  }

  @Test
  void numbersAreAddedExactly() {
    assertEquals("{\"n\":3}", after(new Update.Add("n", BigDecimal.ONE), null, null, null));
    assertEquals("{\"sum\":0.3}", after(new Update.Add("sum", null), "0.1", "\"0.2\"", null));
    assertEquals(
        "{\"sum\":12345678901234567890123456789}",
        after(new Update.Add("sum", null), "12345678901234567890123456788", "1"));
  }

  @Test
  void theGreatestAndTheSmallestAreKept() {
    assertEquals("{\"h\":10}", after(new Update.Extreme("h", true), "9", "\"10\"", "2", null));
    assertEquals("{\"l\":-2}", after(new Update.Extreme("l", false), "9", "-2", "3"));
    assertEquals("{\"h\":100000}", after(new Update.Extreme("h", true), "1e5"));
  }

  @Test
  void aNameIsTakenOut() {
    StateRules rules = new StateRules(null, List.of(new Update.Put("a"), new Update.Remove("a")));
    assertEquals("{}", to(rules.step(Entity.NONE, null, Arrays.asList("1", null), null)).json());
  }

  @Test
  void whatIsNoNumberFitsNoNumber() {
    String[] bad = {"true", "\"x\"", "{}", "1e999999999", "1e-999999999", "\"\"", "9".repeat(65)};
    for (String value : bad) {
      for (Update update : List.of(new Update.Add("n", null), new Update.Extreme("n", true))) {
        Step step =
            new StateRules(null, List.of(update)).step(Entity.NONE, null, List.of(value), null);
        assertEquals(new Step.Unfit(0, Update.NOT_A_NUMBER), step, value);
      }
    }
  }

  @Test
  void aNumberThatGrewLongIsStillOne() {
    // Each may be given; their sum has more characters than one that may be given.
    assertEquals(
        "{\"n\":1" + "0".repeat(59) + "}", after(new Update.Add("n", null), "1e59", "1e-9"));
    assertEquals(
        "{\"h\":1" + "0".repeat(64) + "}", after(new Update.Extreme("h", true), "1e64", "7"));
  }

  @Test
  void aValueHasALimit() {
    Step step =
        new StateRules(null, List.of(new Update.Put("a")))
            .step(Entity.NONE, null, List.of("\"" + "x".repeat(Update.LONGEST_VALUE) + "\""), null);
    assertInstanceOf(Step.Unfit.class, step);
  }
}
