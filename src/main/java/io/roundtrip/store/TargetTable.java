package io.roundtrip.store;

import io.roundtrip.format.ValueForm;
import io.roundtrip.pg.OnConflict;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.pg.PgSession;
import io.roundtrip.pg.SqlName;
import io.roundtrip.pg.SqlType;
import io.roundtrip.pg.UnnestInsert;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A table that messages are delivered to, as it was when it was looked at. Immutable.
 *
 * <p>Values travel as text, and the server makes the column's type of them: what it takes in a statement, it takes here.
 */
public final class TargetTable {
  // With typmod -1: a cast to varchar(3) would cut the text to three characters; the assignment to
  // the column refuses it.
  private static final String COLUMNS =
      "SELECT attname::text AS name, format_type(atttypid, -1) AS type FROM pg_attribute"
          + " WHERE attrelid = to_regclass($1)::oid AND attnum > 0 AND NOT attisdropped";

  private final UnnestInsert insert;
  private final List<ValueForm> forms;

  private TargetTable(UnnestInsert insert, List<ValueForm> forms) {
    this.insert = insert;
    this.forms = forms;
  }

  /**
   * A column that is filled.
   *
   * @param name as it is, not quoted
   * @param whole whether its value is the whole message, which {@code bytea} takes as bytes
   */
  public record Column(String name, boolean whole) {}

  /** Looks the table up; fails with a {@link PgKind#BUG} where it, or one of the columns, is not there. */
  public static Future<TargetTable> find(
      PgSession session, String table, List<Column> columns, OnConflict onConflict) {
    return session
        .query(COLUMNS, Tuple.of(SqlName.quoteTable(table)), TargetTable::nameAndType)
        .compose(
            found -> {
              Map<String, String> types = new HashMap<>();
              found.forEach(each -> types.put(each.getKey(), each.getValue()));
              if (types.isEmpty()) {
                return missing("there is no table " + table);
              }
              for (Column column : columns) {
                if (!types.containsKey(column.name)) {
                  return missing("table " + table + " has no column " + column.name);
                }
              }
              return Future.succeededFuture(of(table, columns, types, onConflict));
            });
  }

  private static Map.Entry<String, String> nameAndType(Row row) {
    return Map.entry(row.getString("name"), row.getString("type"));
  }

  private static Future<TargetTable> missing(String what) {
    return Future.failedFuture(new PgFailure(PgKind.BUG, what, null));
  }

  private static TargetTable of(
      String table, List<Column> columns, Map<String, String> types, OnConflict onConflict) {
    List<UnnestInsert.Column> typed = new ArrayList<>();
    List<ValueForm> forms = new ArrayList<>();
    for (Column column : columns) {
      String type = types.getOrDefault(column.name, "text");
      typed.add(new UnnestInsert.Column(column.name, sqlType(type, column.whole)));
      forms.add(form(type));
    }
    return new TargetTable(new UnnestInsert(table, typed, onConflict), List.copyOf(forms));
  }

  private static SqlType sqlType(String type, boolean whole) {
    if (type.equals("bytea") && whole) {
      return SqlType.BYTEA;
    }
    // The server's own name of its type, quoted where it must be.
    return type.equals("text") ? SqlType.TEXT : new SqlType("text[]", "::" + type, String.class);
  }

  private static ValueForm form(String type) {
    return switch (type) {
      case "bytea" -> ValueForm.BYTES;
      case "json", "jsonb" -> ValueForm.JSON;
      default -> ValueForm.TEXT;
    };
  }

  /** What each column wants of a message. */
  public List<ValueForm> forms() {
    return forms;
  }

  /** Whether the column holds bytes. */
  public boolean isBytes(int column) {
    return forms.get(column) == ValueForm.BYTES;
  }

  /**
   * Writes all rows or none. Where one has an idempotency key, the keys are marked in the same transaction: a row whose key
   * had the mark is there already and is not written again; one whose key is lost is a {@link PgKind#DATA}.
   *
   * @param destination what the keys are marked with
   */
  public Future<?> write(PgClient client, List<TableRow> rows, String destination) {
    List<KeyClaim> claims = new ArrayList<>();
    for (TableRow row : rows) {
      KeyClaim claim = row.claim();
      if (claim != null) {
        claims.add(claim);
      }
    }
    if (claims.isEmpty()) {
      return insert(client, rows);
    }
    return client.inTransaction(
        transaction ->
            KeyConfirmation.confirm(transaction, claims, destination)
                .compose(there -> insert(transaction, missing(rows, there))));
  }

  /** In their own order, without those that are there. */
  private static List<TableRow> missing(List<TableRow> rows, BitSet there) {
    if (there.isEmpty()) {
      return rows;
    }
    List<TableRow> missing = new ArrayList<>();
    int next = 0;
    for (TableRow row : rows) {
      boolean isThere = row.claim() != null && there.get(next++);
      if (!isThere) {
        missing.add(row);
      }
    }
    return missing;
  }

  private Future<?> insert(PgSession session, List<TableRow> rows) {
    return rows.isEmpty()
        ? Future.succeededFuture()
        : session.execPrepared(
            insert.sql(), insert.args(rows, (row, column) -> row.values()[column]));
  }
}
