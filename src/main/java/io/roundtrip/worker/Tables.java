package io.roundtrip.worker;

import io.roundtrip.batch.BatchFigures;
import io.roundtrip.batch.CloseReason;
import io.roundtrip.metrics.TableFigures;

/** Turns what a table's collector has counted into what the metrics show. Stateless. */
final class Tables {
  private Tables() {}

  static TableFigures figures(String route, String destination, BatchFigures figures) {
    long[] batches = new long[TableFigures.CLOSED_BY.size()];
    figures.closed().forEach((reason, count) -> batches[index(reason)] = count);
    return new TableFigures(
        route,
        destination,
        figures.committed(),
        figures.badRows(),
        figures.statements(),
        figures.waiting(),
        batches);
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
