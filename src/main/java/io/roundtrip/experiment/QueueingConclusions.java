package io.roundtrip.experiment;

import static io.roundtrip.experiment.Findings.text;

import io.roundtrip.experiment.QueueingPlan.Policy;
import java.util.ArrayList;
import java.util.List;

/** What the numbers of experiment 2 say, whatever they are. Stateless. */
final class QueueingConclusions {
  private static final double NEAR = 0.1;

  private QueueingConclusions() {}

  static List<String> of(QueueingPlan plan, List<QueueCell> cells) {
    List<String> says = new ArrayList<>();
    for (Policy policy : plan.policies()) {
      List<QueueCell> of = cells.stream().filter(cell -> cell.policy() == policy).toList();
      if (!of.isEmpty()) {
        says.add(best(policy, of));
      }
    }
    says.add(little(cells));
    return says;
  }

  private static String best(Policy policy, List<QueueCell> cells) {
    QueueCell best = QueueCell.best(cells);
    QueueCell shortest = cells.getFirst();
    return text(
        "Under %s the best size is %d: %s, p99 %.0f ms, full for %.0f %% of the time. With %d"
            + " places it was %s and a p99 of %.0f ms.",
        policy.text(),
        best.size(),
        dropped(best),
        best.p99Millis(),
        100 * best.fullPart(),
        shortest.size(),
        dropped(shortest),
        shortest.p99Millis());
  }

  private static String dropped(QueueCell cell) {
    return cell.dropped() == 0
        ? "nothing dropped"
        : text("%.1f %% dropped", 100.0 * cell.dropped() / cell.due());
  }

  private static String little(List<QueueCell> cells) {
    Line line = QueueingReport.littlesLaw(cells);
    boolean holds = Math.abs(line.slope() - 1) <= NEAR && line.fit() >= 1 - NEAR;
    return text(
        "The measured depth is %.3f × throughput × wait %s %.1f (R² = %.3f): Little's law %s.",
        line.slope(),
        line.intercept() < 0 ? "-" : "+",
        Math.abs(line.intercept()),
        line.fit(),
        holds
            ? "holds to within a tenth"
            : "does not hold to within a tenth, so that depth or wait was not measured well");
  }
}
