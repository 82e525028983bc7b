package io.roundtrip.experiment;

import io.roundtrip.experiment.IngestionExperiment.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the numbers of experiment 1 say, whatever they are. Stateless. */
final class IngestionConclusions {
  private IngestionConclusions() {}

  /**
   * Sentences.
   *
   * @param expected answers a second of one thread, by the hypothesis
   * @param networkMillis the longest that the destination takes
   */
  static List<String> of(
      List<Point> blocking, List<Point> asynchronous, double expected, double networkMillis) {
    List<String> says = new ArrayList<>();
    double most =
        blocking.stream().mapToDouble(point -> point.figures().answeredPerSecond()).max().orElse(0);
    says.add(
        format(
            "One thread answered at most %.1f messages a second, %.0f %% of the %.1f expected.",
            most, 100 * most / expected, expected));
    says.add(parting(blocking, asynchronous));
    Point last = null;
    for (Point point : asynchronous) {
      if (!point.keptUp()) {
        break;
      }
      last = point;
    }
    if (last == null) {
      says.add("The engine did not keep up with the lowest of the rates.");
    } else {
      says.add(
          format(
              "The engine kept up to %.0f/s, the %s rate of the experiment; its p99 was %.1f ms"
                  + " there, %.1f times the network's longest %.0f ms.",
              last.rate(),
              last.rate() == asynchronous.getLast().rate() ? "highest" : "last such",
              last.millis(99),
              last.millis(99) / networkMillis,
              networkMillis));
    }
    return says;
  }

  private static String parting(List<Point> blocking, List<Point> asynchronous) {
    for (int i = 0; i < blocking.size(); i++) {
      Point one = blocking.get(i);
      Point other = asynchronous.get(i);
      if (!one.keptUp() && other.keptUp()) {
        return format(
            "They part at %.0f/s: one thread answered %d of %d there with a p99 of %.0f ms, the"
                + " engine %d of %d with a p99 of %.0f ms.",
            one.rate(),
            one.figures().answered(),
            one.due(),
            one.millis(99),
            other.figures().answered(),
            other.due(),
            other.millis(99));
      }
    }
    return "They do not part: at no rate did the engine keep up (95 % of what was due answered)"
        + " where one thread did not.";
  }

  private static String format(String text, Object... arguments) {
    return String.format(Locale.ROOT, text, arguments);
  }
}
