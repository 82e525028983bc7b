package io.roundtrip.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

final class SenderDatabaseTest {
  @Test
  void showsARowOnlyAfterItsCommit() throws Exception {
    try (SenderDatabase database = SenderDatabase.open()) {
      database.insert("a", "/x");
      assertEquals(0, database.committedRows("a"));
      database.commit();
      assertEquals(1, database.committedRows("a"));
    }
  }

  @Test
  void showsNothingOfWhatWasRolledBack() throws Exception {
    try (SenderDatabase database = SenderDatabase.open()) {
      database.insert("a", "/x");
      database.rollback();
      database.insert("b", "/x");
      database.commit();
      assertEquals(0, database.committedRows("a"));
      assertEquals(1, database.committedRows("b"));
    }
  }
}
