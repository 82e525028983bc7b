package io.roundtrip.experiment;

import static io.roundtrip.experiment.Findings.text;

import io.roundtrip.experiment.BatchesExperiment.Cost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** What the numbers of experiment 3 say, whatever they are. Stateless. */
final class BatchesConclusions {
  private BatchesConclusions() {}

  static List<String> of(BatchesPlan plan, double rate, Map<Cost, List<BatchCell>> cells) {
    List<String> says = new ArrayList<>();
    cells.forEach((cost, of) -> says.add(sweetSpot(cost.text(plan), rate, of)));
    List<BatchCell> plain = cells.getOrDefault(Cost.PLAIN, List.of());
    List<BatchCell> slow = cells.getOrDefault(Cost.SLOW, List.of());
    if (!plain.isEmpty() && !slow.isEmpty()) {
      says.add(move(BatchCell.sweetSpot(plain), BatchCell.sweetSpot(slow)));
    }
    return says;
  }

  private static String sweetSpot(String cost, double rate, List<BatchCell> cells) {
    BatchCell best = BatchCell.sweetSpot(cells);
    BatchCell least =
        cells.stream().min(Comparator.comparingDouble(BatchCell::perSecond)).orElseThrow();
    BatchCell slowest =
        cells.stream().max(Comparator.comparingDouble(BatchCell::p99Millis)).orElseThrow();
    return text(
        "With the database %s the sweet spot at %.0f messages a second is %s: %.0f delivered a"
            + " second, p99 %.1f ms. The lowest throughput had %s with %.0f a second, the highest"
            + " p99 %s with %.1f ms.%s",
        cost,
        rate,
        best,
        best.perSecond(),
        best.p99Millis(),
        least,
        least.perSecond(),
        slowest,
        slowest.p99Millis(),
        best.perSecond() < BatchCell.NEARLY * rate
            ? text(
                " None kept up: the sweet spot delivered %.0f %% of what was due.",
                100 * best.perSecond() / rate)
            : "");
  }

  private static String move(BatchCell from, BatchCell to) {
    if (from.count() == to.count() && from.ageMillis() == to.ageMillis()) {
      return "The higher cost did not move the sweet spot.";
    }
    boolean larger = to.count() >= from.count() && to.ageMillis() >= from.ageMillis();
    boolean smaller = to.count() <= from.count() && to.ageMillis() <= from.ageMillis();
    return "The higher cost moved the sweet spot from "
        + from
        + " to "
        + to
        + (larger
            ? ", to larger or older batches."
            : smaller
                ? ", to smaller or younger batches, other than was expected."
                : ", in size and age to different sides.");
  }
}
