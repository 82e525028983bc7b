package io.roundtrip.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.model.DestinationOutcome;
import io.roundtrip.model.Headers;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the outbox keeps as text comes back as it was. */
final class OutboxTextTest {
  @Test
  void destinationsComeBackAsTheyWere() {
    List<DestinationOutcome> all =
        List.of(
            new DestinationOutcome("a.b-c_1", Verdict.DELIVERED, null, 200, 3, 1_234_567),
            new DestinationOutcome("b", Verdict.NOT_ATTEMPTED, Reason.NO_CONNECTION, 0, 1, 0),
            new DestinationOutcome("c", Verdict.UNKNOWN, null, -1, 2, Long.MAX_VALUE),
            new DestinationOutcome("d", null, null, 0, 0, 0));
    assertEquals(all, DestinationLines.read(DestinationLines.of(all)));
    assertEquals(List.of(), DestinationLines.read(DestinationLines.of(List.of())));
  }

  @Test
  void aWordOfANewerReleaseIsNone() {
    assertEquals(
        List.of(new DestinationOutcome("a", null, null, 0, 1, 2)),
        DestinationLines.read("a teleported gone 0 1 2"));
  }

  @Test
  void onlyTheHeadersThatAreNamedAreKept() {
    Headers headers =
        Headers.of(Map.of("X-Site", "north: 1", "Authorization", "secret", "X-Empty", ""));
    String lines = HeaderLines.of(headers, List.of("x-site", "x-none", "x-empty"));
    assertEquals(Map.of("x-site", "north: 1", "x-empty", ""), HeaderLines.read(lines));
    assertEquals(Map.of(), HeaderLines.read(HeaderLines.of(headers, List.of())));
  }

  @Test
  void aLongKeyIsALaneOfItsOwnThatFitsAnIndex() {
    String one = "k".repeat(5_000) + "1";
    String other = "k".repeat(5_000) + "2";
    assertTrue(OutboxMessage.laneOf(one).length() < 200);
    assertNotEquals(OutboxMessage.laneOf(one), OutboxMessage.laneOf(other));
    assertEquals("short", OutboxMessage.laneOf("short"));
  }
}
