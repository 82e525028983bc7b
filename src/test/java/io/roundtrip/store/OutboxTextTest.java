package io.roundtrip.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.model.Headers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the outbox keeps as text comes back as it was. */
final class OutboxTextTest {
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
