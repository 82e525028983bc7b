package io.roundtrip.experiment;

import static io.roundtrip.experiment.Findings.text;

import io.roundtrip.experiment.QueueingPlan.Policy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What experiment 2 says. Stateless. */
final class QueueingReport {
  /** Less has no place on a logarithmic axis. */
  private static final double LEAST_DRAWN = 0.01;

  private QueueingReport() {}

  static Findings of(QueueingPlan plan, List<QueueCell> cells) {
    return new Findings(
        "A queue that is shorter than a burst drops what it cannot hold, or lets its senders wait;"
            + " one that is longer holds all of it and lets the last message wait for all before"
            + " it. No size makes the destination faster: beyond the burst it changes nothing. At"
            + " any size the mean depth is the throughput times the mean wait (Little's law).",
        List.of(
            text(
                "%d bursts of %,d messages, %,d a second within a burst and %.1f s between two, go"
                    + " through a route (reply: queued) whose destination serves %,d a second, 16"
                    + " at a time with it. Each size of the queue is measured under each policy for"
                    + " when it is full, on a queue that nobody used before.",
                plan.bursts(),
                plan.burst(),
                plan.burstPerSecond(),
                plan.pause().toMillis() / 1e3,
                plan.capacity()),
            "Under wait, as many senders stand in line as the queue has places, and what is due"
                + " after them is sent when one of them has been let in. Latency counts from when a"
                + " message was due until the destination has served it, of those that were"
                + " served.",
            "The depth is asked of the engine every 10 ms or so until all has been served, the mean"
                + " wait is the engine's own count of what left the queue. The best size is the"
                + " smallest of those whose p99 is within 5 % of the lowest, among those that drop"
                + " the fewest messages, give or take 1 %."),
        List.of(table(cells)),
        List.of(
            plot("p99.png", "p99 by size", "milliseconds", plan, cells, QueueCell::p99Millis),
            plot(
                "dropped.png",
                "Messages dropped or refused by size",
                "part of those due",
                plan,
                cells,
                cell -> (double) cell.dropped() / cell.due()),
            plot(
                "full.png",
                "How long the queue was full",
                "part of the time",
                plan,
                cells,
                QueueCell::fullPart),
            little(cells)),
        QueueingConclusions.of(plan, cells));
  }

  static Line littlesLaw(List<QueueCell> cells) {
    return Line.through(
        cells.stream().map(QueueCell::depthByLittle).toList(),
        cells.stream().map(QueueCell::depth).toList());
  }

  private static Findings.Plot little(List<QueueCell> cells) {
    Line line = littlesLaw(cells);
    List<QueueCell> sorted =
        cells.stream().sorted(Comparator.comparingDouble(QueueCell::depthByLittle)).toList();
    List<Double> x = drawn(sorted, QueueCell::depthByLittle);
    return new Findings.Plot(
        "little.png",
        "Mean depth against throughput times mean wait",
        new Findings.Axis("messages a second × seconds", true),
        new Findings.Axis("messages in the queue", true),
        List.of(
            new Findings.Series("measured", x, drawn(sorted, QueueCell::depth)),
            new Findings.Series("Little's law", x, x),
            new Findings.Series(
                "fitted", x, drawn(sorted, cell -> line.at(cell.depthByLittle())))));
  }

  private static Findings.Plot plot(
      String file,
      String title,
      String y,
      QueueingPlan plan,
      List<QueueCell> cells,
      ToDoubleFunction<QueueCell> figure) {
    List<Findings.Series> series = new ArrayList<>();
    for (Policy policy : plan.policies()) {
      List<QueueCell> of = cells.stream().filter(cell -> cell.policy() == policy).toList();
      series.add(
          new Findings.Series(
              policy.text(),
              of.stream().map(cell -> (double) cell.size()).toList(),
              of.stream().map(cell -> figure.applyAsDouble(cell)).toList()));
    }
    return new Findings.Plot(
        file,
        title,
        new Findings.Axis("places in the queue", true),
        new Findings.Axis(y, false),
        series);
  }

  private static List<Double> drawn(List<QueueCell> cells, ToDoubleFunction<QueueCell> figure) {
    return cells.stream().map(cell -> Math.max(LEAST_DRAWN, figure.applyAsDouble(cell))).toList();
  }

  private static Findings.Table table(List<QueueCell> cells) {
    return new Findings.Table(
        "Numbers",
        List.of(
            "when full",
            "places",
            "served of due",
            "dropped",
            "average ms",
            "p99 ms",
            "full",
            "mean depth",
            "served/s",
            "mean wait ms",
            "depth by Little"),
        cells.stream()
            .map(
                cell ->
                    List.of(
                        cell.policy().text(),
                        text("%d", cell.size()),
                        cell.served() + "/" + cell.due(),
                        text("%.1f %%", 100.0 * cell.dropped() / cell.due()),
                        text("%.1f", cell.averageMillis()),
                        text("%.1f", cell.p99Millis()),
                        text("%.0f %%", 100 * cell.fullPart()),
                        text("%.1f", cell.depth()),
                        text("%.0f", cell.perSecond()),
                        text("%.1f", cell.waitMillis()),
                        text("%.1f", cell.depthByLittle())))
            .toList());
  }
}
