package io.roundtrip.pg;

import java.util.List;
import java.util.stream.Collectors;

/** What an insert does with a row whose key is there already. Immutable. */
public sealed interface OnConflict {
  /** The row breaks its constraint, and the statement fails. */
  record Fail() implements OnConflict {}

  /**
   * The row that is there stays.
   *
   * @param key the columns of the unique index meant; none for any
   */
  record Ignore(List<String> key) implements OnConflict {
    /** Copies. */
    public Ignore {
      key = List.copyOf(key);
    }
  }

  /**
   * The row that is there gets the new one's values. Two rows of one key in one statement are a {@link PgKind#DATA}.
   *
   * @param key the columns of the unique index meant
   * @param columns what is overwritten
   */
  record Update(List<String> key, List<String> columns) implements OnConflict {
    /** Checks that there is a key and something to overwrite. */
    public Update {
      key = List.copyOf(key);
      columns = List.copyOf(columns);
      if (key.isEmpty() || columns.isEmpty()) {
        throw new IllegalArgumentException("an update on conflict needs a key and columns");
      }
    }
  }

  /** The clause, with a space before it; empty for none. */
  default String clause() {
    return switch (this) {
      case Fail fail -> "";
      case Ignore ignore ->
          " ON CONFLICT" + (ignore.key.isEmpty() ? "" : " " + names(ignore.key)) + " DO NOTHING";
      case Update update ->
          " ON CONFLICT "
              + names(update.key)
              + " DO UPDATE SET "
              + update.columns.stream()
                  .map(SqlName::quote)
                  .map(column -> column + " = EXCLUDED." + column)
                  .collect(Collectors.joining(", "));
    };
  }

  private static String names(List<String> columns) {
    return columns.stream().map(SqlName::quote).collect(Collectors.joining(", ", "(", ")"));
  }
}
