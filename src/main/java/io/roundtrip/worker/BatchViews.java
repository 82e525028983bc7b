package io.roundtrip.worker;

import io.roundtrip.batch.BatchFigures;
import io.roundtrip.batch.CloseReason;
import io.roundtrip.destination.Destination;
import io.roundtrip.metrics.ArrayFigures;
import io.roundtrip.metrics.ArrayMeter;
import io.roundtrip.metrics.TableFigures;
import io.roundtrip.route.Route;
import java.util.ArrayList;
import java.util.List;

/**
 * What one shard's destinations with batches have counted, as the metrics show it: those of all routes, in the order of the
 * conf. Loop-confined.
 */
final class BatchViews {
  private final List<TableFigures> tables = new ArrayList<>();
  private final List<ArrayFigures> arrays = new ArrayList<>();

  /** Adds those of a route. */
  void add(Route route, List<Destination> destinations) {
    for (int i = 0; i < destinations.size(); i++) {
      Destination destination = destinations.get(i);
      BatchFigures figures = destination.figures();
      ArrayMeter meter = destination.arrays();
      String id = route.conf().to().get(i).id();
      if (figures != null && meter != null) {
        arrays.add(meter.figures(route.id(), id, figures.waiting(), closed(figures)));
      } else if (figures != null) {
        tables.add(table(route.id(), id, figures));
      }
    }
  }

  List<TableFigures> tables() {
    return tables;
  }

  List<ArrayFigures> arrays() {
    return arrays;
  }

  private static TableFigures table(String route, String destination, BatchFigures figures) {
    return new TableFigures(
        route,
        destination,
        figures.committed(),
        figures.badRows(),
        figures.statements(),
        figures.waiting(),
        closed(figures));
  }

  private static long[] closed(BatchFigures figures) {
    long[] batches = new long[TableFigures.CLOSED_BY.size()];
    figures.closed().forEach((reason, count) -> batches[index(reason)] = count);
    return batches;
  }

  private static int index(CloseReason reason) {
    return TableFigures.CLOSED_BY.indexOf(
        switch (reason) {
          case COUNT -> "count";
          case BYTES -> "bytes";
          case AGE -> "age";
          case IDLE -> "idle";
          case END -> "end";
        });
  }
}
