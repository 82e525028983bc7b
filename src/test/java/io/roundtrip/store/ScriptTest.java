package io.roundtrip.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A script's name and checksum. */
final class ScriptTest {
  @Test
  void itsFileSaysItsVersionAndName() {
    Script script = Script.of("0012-dead-letters.sql", "SELECT 1");
    assertEquals(new Script(12, "dead-letters", "SELECT 1"), script);
    assertEquals("0012-dead-letters", script.toString());
  }

  @Test
  void refusesAFileThatIsNamedOtherwise() {
    for (String wrong : List.of("1-journal.sql", "0001_journal.sql", "0001-Journal.sql", "x.sql")) {
      assertThrows(IllegalArgumentException.class, () -> Script.of(wrong, ""), wrong);
    }
  }

  @Test
  void anyChangeOfItsTextIsNoticed() {
    Script one = new Script(1, "a", "SELECT 1");
    assertEquals(64, one.checksum().length());
    assertEquals(one.checksum(), new Script(2, "b", "SELECT 1").checksum());
    assertNotEquals(one.checksum(), new Script(1, "a", "SELECT 1 ").checksum());
  }

  @Test
  void refusesScriptsOutOfOrder() {
    Script one = new Script(1, "a", "");
    Script two = new Script(2, "b", "");
    assertThrows(IllegalArgumentException.class, () -> new Migrations(List.of(two, one)));
    assertThrows(IllegalArgumentException.class, () -> new Migrations(List.of(one, one)));
  }

  @Test
  void theEnginesOwnAreInOrderAndOfOneNumberEach() {
    List<Script> scripts = Scripts.ofTheEngine();
    for (int i = 0; i < scripts.size(); i++) {
      assertEquals(i + 1, scripts.get(i).version());
    }
    assertTrue(scripts.stream().noneMatch(script -> script.sql().isBlank()));
    new Migrations(scripts);
  }
}
