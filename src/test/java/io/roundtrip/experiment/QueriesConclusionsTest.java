package io.roundtrip.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.load.LoadFigures;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Other numbers must lead to other conclusions. */
final class QueriesConclusionsTest {
  @Test
  void saysThatTheAimsAreMet() {
    String says = level(List.of(20, 20, 40), List.of(21, 18, 44), 5, 100);
    assertTrue(says.contains("1.05 times"), says);
    assertTrue(says.contains("(median of 3 rounds, 0.90 to 1.10), within 1.1"), says);
    assertTrue(says.contains("5.0 ms, under 20 ms"), says);
    assertFalse(says.contains("Only"), says);
  }

  @Test
  void saysThatTheAimsAreMissed() {
    String says = level(List.of(20, 20), List.of(30, 50), 25, 60);
    assertTrue(says.contains("2.00 times"), says);
    assertTrue(says.contains("above 1.1"), says);
    assertTrue(says.contains("not under 20 ms"), says);
    assertTrue(says.endsWith("Only 60 % of the queries were answered."), says);
  }

  @Test
  void saysWhetherTheLockCostsOrGains() {
    List<String> says =
        QueriesConclusions.of(
            List.of(),
            List.of(
                round(LockRound.Design.OWNED, false, 1_000),
                round(LockRound.Design.LOCKED, false, 800),
                round(LockRound.Design.OWNED, true, 1_000),
                round(LockRound.Design.LOCKED, true, 1_100)));
    assertTrue(says.get(0).startsWith("Without queries a lock"), says.get(0));
    assertTrue(says.get(0).contains("20 % slower"), says.get(0));
    assertTrue(says.get(1).startsWith("Under queries a lock"), says.get(1));
    assertTrue(says.get(1).contains("10 % faster"), says.get(1));
  }

  @Test
  void plansQueriesByTheCapacity() {
    QueriesPlan plan = QueriesPlan.of(1_000, 10, Duration.ofSeconds(15), Duration.ofSeconds(2));
    assertEquals(800, plan.messagesPerSecond());
    assertEquals(List.of(100, 1_000, 1_600), plan.queriesPerSecond());
    assertEquals(plan, QueriesPlan.of(Depth.FULL));
  }

  private static LockRound round(LockRound.Design design, boolean asked, double updates) {
    return new LockRound(design, asked, updates, 1, 1);
  }

  private static String level(
      List<Integer> without, List<Integer> with, int queryMillis, int answered) {
    List<LoadFigures> queries =
        with.stream()
            .map(round -> MadeUp.figures(QuerySink.ANSWERED, answered, 100, queryMillis))
            .toList();
    QueryLevel level = new QueryLevel(100, messages(without), messages(with), queries);
    List<LockRound> locks =
        List.of(
            round(LockRound.Design.OWNED, false, 1),
            round(LockRound.Design.LOCKED, false, 1),
            round(LockRound.Design.OWNED, true, 1),
            round(LockRound.Design.LOCKED, true, 1));
    return QueriesConclusions.of(List.of(level), locks).getFirst();
  }

  private static List<LoadFigures> messages(List<Integer> millis) {
    return millis.stream().map(each -> MadeUp.figures("delivered", 100, 100, each)).toList();
  }
}
