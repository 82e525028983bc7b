package io.roundtrip.experiment;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.experiment.IngestionExperiment.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Other numbers must lead to other conclusions. */
final class IngestionConclusionsTest {
  @Test
  void saysWhereTheyPartAndHowFarTheEngineKeptUp() {
    List<String> says =
        of(
            List.of(point(20, 100, 100, 40), point(40, 60, 100, 900), point(80, 60, 200, 1_800)),
            List.of(point(20, 100, 100, 45), point(40, 100, 100, 55), point(80, 200, 200, 75)));
    assertTrue(
        says.get(1).startsWith("They part at 40/s: one thread answered 60 of 100"), says.get(1));
    assertTrue(says.get(2).contains("kept up to 80/s, the highest rate"), says.get(2));
    assertTrue(says.get(2).contains("1.5 times"), says.get(2));
  }

  @Test
  void saysThatTheyDoNotPart() {
    List<String> says = of(List.of(point(20, 100, 100, 40)), List.of(point(20, 100, 100, 45)));
    assertTrue(says.get(1).startsWith("They do not part"), says.get(1));
  }

  @Test
  void saysThatTheEngineIsTheOneThatDidNotKeepUp() {
    List<String> says =
        of(
            List.of(point(20, 100, 100, 40), point(40, 100, 100, 40)),
            List.of(point(20, 94, 100, 45), point(40, 100, 100, 45)));
    assertTrue(says.get(1).startsWith("They do not part"), says.get(1));
    assertTrue(says.get(2).contains("did not keep up with the lowest"), says.get(2));
  }

  @Test
  void goesByTheFirstRateThatWasTooHigh() {
    List<Point> engine =
        List.of(point(20, 100, 100, 50), point(40, 90, 100, 50), point(80, 200, 200, 50));
    List<String> says = of(engine, engine);
    assertTrue(says.get(2).contains("kept up to 20/s, the last such rate"), says.get(2));
  }

  @Test
  void comparesOneThreadWithWhatWasExpected() {
    // 100 answers within 5 s, of 40 a second expected
    List<String> says = of(List.of(point(20, 100, 100, 40)), List.of(point(20, 100, 100, 40)));
    assertTrue(says.get(0).contains("at most 20.0"), says.get(0));
    assertTrue(says.get(0).contains("50 % of the 40.0"), says.get(0));
  }

  private static List<String> of(List<Point> blocking, List<Point> asynchronous) {
    return IngestionConclusions.of(blocking, asynchronous, 40, 50);
  }

  private static Point point(double rate, int answered, int due, int millis) {
    return new Point(rate, MadeUp.figures("delivered", answered, due, millis));
  }
}
