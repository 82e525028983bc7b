package io.roundtrip.pg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.pg.UnnestInsert.Column;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnnestInsertTest {
  private static final List<Column> COLUMNS =
      List.of(new Column("id", SqlType.BIGINT), new Column("bo\"dy", SqlType.JSONB));

  private static UnnestInsert insert(OnConflict onConflict) {
    return new UnnestInsert("lab.orders", COLUMNS, onConflict);
  }

  @Test
  void writesOneStatementForAnyNumberOfRows() {
    assertEquals(
        "INSERT INTO \"lab\".\"orders\" (\"id\", \"bo\"\"dy\") SELECT u.\"id\","
            + " u.\"bo\"\"dy\"::jsonb FROM UNNEST($1::int8[], $2::text[]) AS u(\"id\","
            + " \"bo\"\"dy\")",
        insert(new OnConflict.Fail()).sql());
    assertEquals(" ON CONFLICT DO NOTHING", new OnConflict.Ignore(List.of()).clause());
    assertEquals(
        " ON CONFLICT (\"id\") DO UPDATE SET \"a\" = EXCLUDED.\"a\", \"b\" = EXCLUDED.\"b\"",
        new OnConflict.Update(List.of("id"), List.of("a", "b")).clause());
  }

  @Test
  void aColumnsValuesAreOneArray() {
    Tuple args =
        insert(new OnConflict.Fail())
            .args(List.of(1L, 2L), (row, column) -> column == 0 ? row : row == 1L ? "{}" : null);
    assertArrayEquals(new Long[] {1L, 2L}, (Object[]) args.getValue(0));
    assertArrayEquals(new String[] {"{}", null}, (Object[]) args.getValue(1));
  }

  @Test
  void whatCannotBeWrittenIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> insert(new OnConflict.Fail()).args(List.of(1), (row, column) -> row));
    assertThrows(IllegalArgumentException.class, () -> SqlName.quote("x".repeat(64)));
    assertThrows(IllegalArgumentException.class, () -> SqlType.textAs("int); DROP TABLE t; --"));
    assertEquals("::numeric(10,2)", SqlType.textAs("numeric(10,2)").cast());
  }
}
