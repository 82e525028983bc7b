package io.roundtrip.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.RouteConf.Redelivery;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RouteHealthTest {
  private final RouteHealth health =
      new RouteHealth(new Redelivery(0, Duration.ofMillis(100), 2, Duration.ofMinutes(1)));

  private void makeSick(long now) {
    for (int i = 0; i < RouteHealth.FAILURES; i++) {
      health.onFailure("m" + i, now);
    }
    assertTrue(health.isSick());
  }

  @Test
  void oneMessageThatAlwaysFailsHoldsNobodyUp() {
    for (int i = 0; i < 100; i++) {
      assertFalse(health.onFailure("poison", i));
    }
    assertEquals(50, health.room(50, 100));
  }

  @Test
  void aRouteThatFailsTriesOneAtATimeWithPausesThatGrow() {
    makeSick(1_000);
    assertEquals(0, health.room(50, 1_099));
    assertEquals(1, health.room(50, 1_100));
    health.onBegun();
    assertEquals(0, health.room(50, 5_000));
    health.onFailure("probe", 2_000);
    assertEquals(0, health.room(50, 2_199));
    assertEquals(1, health.room(50, 2_200));
    assertEquals(0, health.room(0, 2_200));
  }

  @Test
  void thePauseIsNeverLong() {
    makeSick(0);
    for (int i = 0; i < 20; i++) {
      health.onBegun();
      health.onFailure("probe" + i, 0);
    }
    assertEquals(5_000, health.probeAtMillis());
  }

  @Test
  void oneThatGoesWellOpensTheRoute() {
    makeSick(0);
    health.onBegun();
    assertTrue(health.onSuccess());
    assertEquals(50, health.room(50, 0));
    assertFalse(health.onSuccess());
  }

  @Test
  void aProbeThatWasNotTriedMakesRoomForAnother() {
    makeSick(0);
    health.onBegun();
    health.onNothing();
    assertEquals(1, health.room(50, 100));
  }
}
