package io.roundtrip.conf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Sizes and times. */
final class QuantitiesTest {
  @Test
  void readsSizes() {
    assertEquals(64L << 20, Quantities.size("64MiB"));
    assertEquals(512, Quantities.size("512B"));
    assertEquals(512, Quantities.size("512"));
    assertEquals(2L << 30, Quantities.size("2 GiB"));
    assertEquals(-1024, Quantities.size("-1KiB"));
  }

  @Test
  void readsTimes() {
    assertEquals(Duration.ofMillis(250), Quantities.duration("250ms"));
    assertEquals(Duration.ofSeconds(5), Quantities.duration("5s"));
    assertEquals(Duration.ofMinutes(10), Quantities.duration("10m"));
    assertEquals(Duration.ofHours(1), Quantities.duration("1h"));
    assertEquals(Duration.ofDays(30), Quantities.duration("30d"));
  }

  @Test
  void readsNothingElse() {
    assertNull(Quantities.size("64MB"));
    assertNull(Quantities.size("1.5MiB"));
    assertNull(Quantities.size("MiB"));
    assertNull(Quantities.size("999999999999999999GiB"));
    assertNull(Quantities.duration("5"));
    assertNull(Quantities.duration("5 sec"));
    assertNull(Quantities.duration("1s 5ms"));
  }
}
