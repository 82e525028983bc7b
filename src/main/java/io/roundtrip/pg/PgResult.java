package io.roundtrip.pg;

import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What a statement brought: of a text of several statements, what the last one did. Immutable, but for the driver's rows.
 *
 * @param affected how many rows were inserted, changed, deleted or read
 * @param rows what was read; all of it is in memory, so read much by a stream
 */
public record PgResult(int affected, List<Row> rows) {
  static PgResult of(RowSet<Row> first) {
    RowSet<Row> last = first;
    for (RowSet<Row> next = last.next(); next != null; next = next.next()) {
      last = next;
    }
    List<Row> rows = new ArrayList<>(last.size());
    for (Row row : last) {
      rows.add(row);
    }
    return new PgResult(last.rowCount(), rows);
  }

  /** The rows as what the mapper makes of each. */
  public <T> List<T> map(Function<? super Row, ? extends T> mapper) {
    List<T> mapped = new ArrayList<>(rows.size());
    for (Row row : rows) {
      mapped.add(mapper.apply(row));
    }
    return mapped;
  }
}
