package io.roundtrip.experiment;

import static io.roundtrip.experiment.Findings.text;

import io.roundtrip.experiment.BatchesExperiment.Cost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What experiment 3 says. Stateless. */
final class BatchesReport {
  private BatchesReport() {}

  /** Of cells by cost, for each age all counts. */
  static Findings of(BatchesPlan plan, double rate, Map<Cost, List<BatchCell>> cells) {
    List<Findings.Table> tables = new ArrayList<>();
    List<Findings.Picture> plots = new ArrayList<>();
    cells.forEach(
        (cost, of) -> {
          tables.add(table(plan, cost, of));
          plots.add(
              field(
                  plan,
                  cost.table() + "-throughput.png",
                  "Messages delivered a second, the database " + cost.text(plan),
                  of,
                  BatchCell::perSecond));
          plots.add(
              field(
                  plan,
                  cost.table() + "-p99.png",
                  "p99 in milliseconds, the database " + cost.text(plan),
                  of,
                  BatchCell::p99Millis));
        });
    return new Findings(
        "A commit costs the same for one row as for many: small batches bound the throughput, large"
            + " ones that wait to be full bound the latency. Somewhere between them is a sweet"
            + " spot; where a batch costs more, it lies at larger batches.",
        List.of(
            text(
                "A route writes rows of 256 bytes into a table of a real PostgreSQL, which syncs"
                    + " each commit to the disk. Its batches close by number of rows or by age"
                    + " alone (when-idle: wait), one at a time is on its way on each shard, and a"
                    + " message is confirmed after the commit of its batch. Every pair of size and"
                    + " age is sent %.0f messages a second for %.1f s, a Poisson process: %.0f %%"
                    + " of what the largest batches took in from %,d senders that waited. What is"
                    + " not delivered within a second is given up.",
                rate,
                plan.window().toMillis() / 1e3,
                100 * BatchesExperiment.PART,
                BatchesExperiment.CALIBRATING),
            text(
                "The same again into a table where each statement takes %d ms longer, as with a"
                    + " slower disk or a database far away.",
                plan.slowMillis()),
            "The sweet spot is the lowest p99 among those whose throughput is at least 95 % of the"
                + " highest; where several are within a tenth of it, the one with the fewest rows."
                + " Latency counts from when a message was due. Messages come over the"
                + " event bus of the engine's JVM; the database runs beside it on the same"
                + " processors."),
        tables,
        plots,
        BatchesConclusions.of(plan, rate, cells));
  }

  private static Findings.Table table(BatchesPlan plan, Cost cost, List<BatchCell> cells) {
    return new Findings.Table(
        "The database " + cost.text(plan),
        List.of("rows", "age ms", "delivered/s", "p99 ms"),
        cells.stream()
            .map(
                cell ->
                    List.of(
                        text("%d", cell.count()),
                        text("%d", cell.ageMillis()),
                        text("%.0f", cell.perSecond()),
                        text("%.1f", cell.p99Millis())))
            .toList());
  }

  private static Findings.HeatMap field(
      BatchesPlan plan,
      String file,
      String title,
      List<BatchCell> cells,
      ToDoubleFunction<BatchCell> figure) {
    int columns = plan.counts().size();
    List<List<Double>> rows = new ArrayList<>();
    for (int row = 0; row < plan.agesMillis().size(); row++) {
      List<BatchCell> of = cells.subList(row * columns, (row + 1) * columns);
      rows.add(of.stream().map(cell -> figure.applyAsDouble(cell)).toList());
    }
    return new Findings.HeatMap(
        file,
        title,
        "rows of a batch at most",
        "age of its oldest row at most",
        plan.counts().stream().map(String::valueOf).toList(),
        plan.agesMillis().stream().map(age -> age + " ms").toList(),
        rows);
  }
}
