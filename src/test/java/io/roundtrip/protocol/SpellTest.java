package io.roundtrip.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** One line when it begins, one when it ends. */
final class SpellTest {
  private long now;
  private final Spell spell = new Spell(() -> now);

  @Test
  void onlyTheFirstLossIsSaid() {
    assertTrue(spell.onDropped());
    assertFalse(spell.onDropped());
  }

  @Test
  void itEndsWithASuccessAfterAWhileAndSaysHowManyWereLost() {
    assertEquals(0, spell.onWritten());
    spell.onDropped();
    spell.onDropped();
    now += Duration.ofSeconds(4).toNanos();
    assertEquals(0, spell.onWritten());
    assertFalse(spell.onDropped());
    now += Duration.ofSeconds(5).toNanos();
    assertEquals(3, spell.onWritten());
    assertEquals(0, spell.onWritten());
    assertTrue(spell.onDropped());
  }
}
