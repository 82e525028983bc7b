package io.roundtrip.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.model.MessageIds;
import io.roundtrip.model.OutcomeKind;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The statements of searches, and the place that an id is. */
final class JournalSearchTest {
  private static final String ID =
      new MessageIds(new SplittableRandom(1)).next(1_767_225_600_123L, 3);

  private static JournalFilter q(String q) {
    return new JournalFilter(null, null, null, null, null, q, 10, null);
  }

  @Test
  void nothingThatASenderWroteIsInTheText() {
    String evil = "'; DROP TABLE journal; --";
    JournalSearch search =
        new JournalSearch(
            new JournalFilter(
                evil, evil, OutcomeKind.UNKNOWN, Instant.EPOCH, Instant.EPOCH, evil, 10, ID));
    assertFalse(search.sql().contains("DROP"), search::sql);
    // One of seven words of ours, and the index by outcome is of use only where the server sees
    // which.
    assertTrue(search.sql().contains("outcome = 'unknown'"), search::sql);
    long marks =
        Pattern.compile("\\$\\d+")
            .matcher(search.sql())
            .results()
            .map(m -> m.group())
            .distinct()
            .count();
    assertEquals(search.args().size(), marks, search::sql);
  }

  @Test
  void oneMoreRowIsAskedForThanWanted() {
    JournalSearch search = new JournalSearch(JournalFilter.newest(10));
    assertTrue(
        search.sql().endsWith("FROM journal ORDER BY received_at DESC, message_id DESC LIMIT $1"),
        search::sql);
    assertEquals(11, search.args().getInteger(0));
  }

  @Test
  void aCursorNamesItsPartitionToo() {
    JournalSearch search = new JournalSearch(JournalFilter.newest(10).after(ID));
    assertTrue(
        search.sql().contains("received_at <= $1 AND (received_at, message_id) < ($1, $2)"),
        search::sql);
    assertEquals(
        Instant.ofEpochMilli(1_767_225_600_123L), search.args().getOffsetDateTime(0).toInstant());
  }

  @Test
  void aWholeIdIsLookedUpAndABeginningIsARange() {
    JournalSearch whole = new JournalSearch(q(ID));
    assertTrue(whole.sql().contains("received_at = $1 AND message_id = $2"), whole::sql);
    for (int length : new int[] {1, 8, 9, 10, 14, 35}) {
      JournalSearch part = new JournalSearch(q(ID.substring(0, length)));
      assertTrue(part.sql().contains("message_id BETWEEN $2 AND $3 OR "), part::sql);
      assertTrue(part.args().getUUID(1).toString().startsWith(ID.substring(0, length)));
      assertTrue(part.args().getUUID(2).toString().startsWith(ID.substring(0, length)));
      assertTrue(compare(part.args().getUUID(1), UUID.fromString(ID)) <= 0);
      assertTrue(compare(UUID.fromString(ID), part.args().getUUID(2)) <= 0);
    }
  }

  /** As the server compares. */
  private static int compare(UUID a, UUID b) {
    return a.toString().compareTo(b.toString());
  }

  @Test
  void whatCannotBeginAnIdIsTextAlone() {
    for (String text : new String[] {"patient", "0123-4", "-", "123456789", ID + "0"}) {
      JournalSearch search = new JournalSearch(q(text));
      assertFalse(search.sql().contains("BETWEEN"), () -> text + ": " + search.sql());
    }
  }

  @Test
  void theTimeOfAnIdIsTheOneItWasMadeWith() {
    SplittableRandom random = new SplittableRandom(7);
    MessageIds ids = new MessageIds(random);
    long time = 1;
    for (int i = 0; i < 1_000; i++) {
      time += random.nextLong(1, 1L << 37);
      assertEquals(time, MessageIds.epochMillisOf(ids.next(time, i % 256)));
    }
    assertEquals(-1, MessageIds.epochMillisOf("nobody"));
  }

  @Test
  void aCursorThatIsNoIdOfOursIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> JournalFilter.newest(1).after(UUID.randomUUID().toString()));
  }

  @Test
  void whatTheServerCannotStoreIsReplacedAndWhatIsTooLongForAnIndexCut() {
    assertEquals("a\uFFFDb", JournalTable.shortKey("a\0b"));
    assertEquals(512, String.valueOf(JournalTable.shortKey("k".repeat(5_000))).length());
  }
}
