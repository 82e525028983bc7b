package io.roundtrip.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class StateBookTest {
  private static final long IDLE = 1_000;

  private static Entity version(long version) {
    return new Entity("s", Map.of("n", "1"), version, false, version, null);
  }

  private static StateBook stored(int most) {
    return new StateBook(most, 1 << 20, IDLE, true);
  }

  /** One message from its lane's entry to its end. */
  private static boolean deliver(StateBook book, String key, long now) {
    Entity before = book.find(key) == null ? Entity.NONE : version(0);
    Entity found = book.find(key);
    Entity base = found == null ? before : found;
    Entity next = version(base.version() + 1);
    if (!book.tryHold(key, base, next, now)) {
      return false;
    }
    book.deliver(key, next, now);
    book.release(key, now);
    return true;
  }

  @Test
  void anEntityIsThereOnceItsMessageIsDelivered() {
    StateBook book = stored(10);
    assertTrue(book.tryHold("a", Entity.NONE, version(1), 0));
    assertEquals(Entity.NONE, book.find("a"));
    assertEquals(version(1).at(7), book.deliver("a", version(1), 7));
    book.release("a", 7);
    assertEquals(version(1).at(7), book.find("a"));
    assertEquals(1, book.size());
    assertEquals(version(1).bytes("a"), book.bytes());
  }

  @Test
  void ofWhatWasNotDeliveredNothingIsRemembered() {
    StateBook book = stored(10);
    assertTrue(book.tryHold("a", Entity.NONE, version(1), 0));
    book.release("a", 0);
    assertNull(book.find("a"));
    assertEquals(0, book.size());
    assertEquals(0, book.bytes());
  }

  @Test
  void aDoubtIsCountedUntilItEnds() {
    StateBook book = stored(10);
    assertTrue(book.tryHold("a", Entity.NONE, version(1), 0));
    assertEquals(Entity.NONE.doubted(3), book.doubt("a", 3));
    assertNull(book.doubt("a", 4), "one more changes nothing");
    assertEquals(Entity.NONE.doubted(3), book.find("a"));
    book.release("a", 4);
    assertEquals(1, book.inDoubt());
    assertTrue(deliver(book, "a", 5));
    assertEquals(0, book.inDoubt());
  }

  @Test
  void whatTheStoreHasMakesRoomAndWhatItHasNotStays() {
    StateBook book = stored(2);
    assertTrue(deliver(book, "a", 0));
    assertTrue(deliver(book, "b", 1));
    assertFalse(deliver(book, "c", 2), "neither is in the store");
    book.written("b", 1);
    assertTrue(deliver(book, "c", 3));
    assertNull(book.find("b"));
    assertNotNull(book.find("a"));
    assertEquals(1, book.evicted());
  }

  @Test
  void anOlderVersionInTheStoreIsNotTheEntity() {
    StateBook book = stored(1);
    assertTrue(deliver(book, "a", 0));
    assertTrue(deliver(book, "a", 0));
    book.written("a", 1);
    assertTrue(book.isUnwritten("a"));
    assertFalse(deliver(book, "b", 1));
    book.written("a", 2);
    assertEquals(0, book.unwritten());
    assertTrue(deliver(book, "b", 1));
  }

  @Test
  void whatAMessageHoldsStays() {
    StateBook book = stored(1);
    assertTrue(book.tryHold("a", version(1), version(2), 0));
    assertFalse(deliver(book, "b", IDLE * 5));
    assertEquals(IDLE * 6, book.evictIdle(IDLE * 5));
    assertNotNull(book.find("a"));
    assertThrows(IllegalStateException.class, () -> book.tryHold("a", version(1), version(2), 0));
  }

  @Test
  void theOneUsedLongestAgoGoesFirst() {
    StateBook book = stored(2);
    assertTrue(deliver(book, "a", 0));
    assertTrue(deliver(book, "b", 1));
    assertTrue(deliver(book, "a", 2));
    book.written("a", 2);
    book.written("b", 1);
    assertTrue(deliver(book, "c", 3));
    assertNull(book.find("b"));
    assertNotNull(book.find("a"));
  }

  @Test
  void withoutAStoreOnlyIdleOnesAreForgotten() {
    StateBook book = new StateBook(1, 1 << 20, IDLE, false);
    assertTrue(deliver(book, "a", 0));
    assertFalse(deliver(book, "b", IDLE - 1));
    assertTrue(deliver(book, "b", IDLE));
    assertNull(book.find("a"));
    assertEquals(0, book.unwritten());
  }

  @Test
  void idleOnesGoByThemselves() {
    StateBook book = stored(10);
    assertTrue(deliver(book, "a", 0));
    assertTrue(deliver(book, "b", 5));
    book.written("a", 1);
    book.written("b", 1);
    assertEquals(IDLE, book.evictIdle(1));
    assertEquals(IDLE + 5, book.evictIdle(IDLE));
    assertEquals(1, book.size());
    assertEquals(-1, book.evictIdle(IDLE + 5));
    assertEquals(0, book.bytes());
  }

  @Test
  void bytesAreABoundToo() {
    long one = version(1).bytes("a");
    StateBook book = new StateBook(10, 2 * one, IDLE, true);
    assertTrue(deliver(book, "a", 0));
    assertTrue(deliver(book, "b", 0));
    assertFalse(deliver(book, "c", 0));
    book.written("a", 1);
    assertTrue(deliver(book, "c", 0));
    assertEquals(2 * one, book.bytes());
  }

  @Test
  void roomForWhatAMessageMakesIsThereBeforeItIsSent() {
    Entity large = new Entity("s", Map.of("n", "x".repeat(500)), 2, false, 0, null);
    StateBook book = new StateBook(10, large.bytes("a") - 1, IDLE, true);
    assertTrue(deliver(book, "a", 0));
    assertFalse(book.tryHold("a", version(1), large, 1));
    assertTrue(deliver(book, "a", 2), "it is not held by what was refused");
  }
}
