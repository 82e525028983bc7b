package io.roundtrip.pg;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.pg.PgAddress.Tls;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PgAddressTest {
  @Test
  void readsAUrl() {
    PgAddress address = PgAddress.parse("postgresql://me@db.example:6543/lab?sslmode=verify-ca");
    assertEquals(new PgAddress("db.example", 6543, "lab", "me", Tls.VERIFY_CA, null), address);
  }

  @Test
  void aServerElsewhereProvesItsNameUnlessItIsSaidOtherwise() {
    assertEquals(Tls.VERIFY_FULL, PgAddress.parse("postgresql://me@db.example/lab").tls());
    assertEquals(Tls.DISABLE, PgAddress.parse("postgresql://me@db/lab?sslmode=disable").tls());
    for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
      assertEquals(Tls.DISABLE, PgAddress.parse("postgresql://me@" + host + "/lab").tls(), host);
    }
  }

  @Test
  void aDirectoryIsAUnixSocket() {
    PgAddress address = PgAddress.parse("postgresql://me@localhost/lab?host=/run/pg");
    assertTrue(address.isUnixSocket());
    assertEquals("/run/pg", address.host());
  }

  @Test
  void whatIsWrongIsSaidWithoutThePassword() {
    assertSays("must hold no password", "postgresql://me:secret@db/lab");
    assertSays("is not a URL", "postgresql://me:sec ret@db/lab");
    assertSays("sslmode must be one of", "postgresql://me@db/lab?sslmode=prefer");
    assertSays("got slmode", "postgresql://me@db/lab?slmode=disable");
    assertSays("must begin with postgresql://", "mysql://me@db/lab");
    assertSays("must name a user and a host", "postgresql://db/lab");
    assertSays("sslrootcert is used by", "postgresql://me@db/lab?sslmode=require&sslrootcert=/a");
  }

  private static void assertSays(String words, String url) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> PgAddress.parse(url)).toString();
    assertTrue(said.contains(words), said);
    assertFalse(said.contains("sec"), said);
  }
}
