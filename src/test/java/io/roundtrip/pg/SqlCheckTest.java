package io.roundtrip.pg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SqlCheckTest {
  @Test
  void whatSpoilsASharedConnectionIsRefused() {
    for (String sql :
        List.of(
            "copy t from stdin",
            " \n-- a comment\n/* one /* in */ another */ COPY t TO STDOUT",
            "select 1; copy t from stdin",
            "select ';' ; select 'it''s' ; COPY t FROM STDIN",
            "select E'\\'' ; copy t to stdout",
            "select $a$ ; $a$ ; copy t to stdout",
            "begin",
            "BEGIN; DELETE FROM t",
            "start transaction",
            "commit",
            "end",
            "rollback",
            "rollback to a",
            "savepoint a",
            "set search_path = x",
            "set local x = 1",
            "reset all",
            "listen a",
            "discard all",
            "prepare a as select 1")) {
      assertNotNull(SqlCheck.read(sql, false), sql);
    }
  }

  @Test
  void whatOnlyLooksLikeItPasses() {
    for (String sql :
        List.of(
            "select 'copy t from stdin'",
            "select 1 as copy",
            "select \"; copy \"",
            "select $$ ; copy t from stdin $$",
            "insert into t values ($1, $2) -- ; commit",
            "do $x$ begin perform 1; end $x$",
            "create procedure p() begin atomic insert into t values (1); end",
            "")) {
      assertNull(SqlCheck.read(sql, false), sql);
    }
  }

  @Test
  void aTransactionMayHaveSavepointsAndLocalSettings() {
    for (String sql :
        List.of(
            "savepoint a",
            "release a",
            "rollback to a",
            "rollback work to savepoint a",
            "set local x = 1",
            "set transaction read only")) {
      assertNull(SqlCheck.read(sql, true), sql);
    }
    for (String sql : List.of("rollback", "commit", "set x = 1", "copy t to stdout")) {
      assertNotNull(SqlCheck.read(sql, true), sql);
    }
  }

  @Test
  void aTextThatPassedOnceStillHasToPassWhereMoreIsRefused() {
    SqlCheck check = new SqlCheck();
    assertNull(check.refusal("select 1", false));
    assertNull(check.refusal("select 1", false));
    assertNull(check.refusal("savepoint a", true));
    assertEquals(SqlCheck.read("savepoint a", false), check.refusal("savepoint a", false));
  }
}
