package io.roundtrip.experiment;

import io.roundtrip.load.LoadFigures;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Figures that nobody measured. Stateless. */
final class MadeUp {
  private static final long LONGEST_MICROS = 3_600_000_000L;

  private MadeUp() {}

  /** So many answers of one outcome, all after as many milliseconds, of so many messages within five seconds. */
  static LoadFigures figures(String outcome, int answered, int due, int millis) {
    Histogram latency = new Histogram(LONGEST_MICROS, 3);
    latency.recordValueWithCount(millis * 1_000L, answered);
    return new LoadFigures(
        due,
        0,
        answered,
        (long) due - answered,
        1,
        5_000_000_000L,
        Map.of(outcome, latency),
        Map.of(200, (long) answered),
        Map.of(),
        new Histogram(LONGEST_MICROS, 3));
  }
}
