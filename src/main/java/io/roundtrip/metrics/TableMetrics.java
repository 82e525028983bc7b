package io.roundtrip.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.ToLongFunction;

/** The metrics of {@code postgres} destinations. Stateless. */
final class TableMetrics {
  private TableMetrics() {}

  static List<MetricSnapshot> of(List<TableFigures> tables) {
    return List.of(
        counter(tables, "table_rows", "Rows that are committed", TableFigures::rows),
        counter(tables, "table_bad_rows", "Rows found at fault", TableFigures::badRows),
        counter(
            tables,
            "table_statements",
            "How often the server was asked to write rows: more than batches where it was asked"
                + " again",
            TableFigures::statements),
        batches(tables),
        waiting(tables));
  }

  private static Labels labels(TableFigures table) {
    return Labels.of("route", table.route(), "destination", table.destination());
  }

  private static CounterSnapshot counter(
      List<TableFigures> tables, String name, String help, ToLongFunction<TableFigures> value) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("roundtrip_" + name).help(help);
    for (TableFigures table : tables) {
      counter.dataPoint(point(labels(table), value.applyAsLong(table)));
    }
    return counter.build();
  }

  private static CounterDataPointSnapshot point(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }

  private static CounterSnapshot batches(List<TableFigures> tables) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("roundtrip_table_batches")
            .help("Closed batches of rows, by what closed them");
    for (TableFigures table : tables) {
      for (int i = 0; i < TableFigures.CLOSED_BY.size(); i++) {
        Labels labels = labels(table).add("closed_by", TableFigures.CLOSED_BY.get(i));
        counter.dataPoint(point(labels, table.batches()[i]));
      }
    }
    return counter.build();
  }

  private static GaugeSnapshot waiting(List<TableFigures> tables) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("roundtrip_table_waiting_rows")
            .help("Rows that wait for a batch");
    for (TableFigures table : tables) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(labels(table))
              .value((double) table.waiting())
              .build());
    }
    return gauge.build();
  }
}
