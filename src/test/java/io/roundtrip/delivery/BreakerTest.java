package io.roundtrip.delivery;

import static io.roundtrip.delivery.Breaker.Passage.CLOSED;
import static io.roundtrip.delivery.Breaker.Passage.OPEN;
import static io.roundtrip.delivery.Breaker.Passage.PROBE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.DestinationConf;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BreakerTest {
  private final Breaker breaker = new Breaker(new DestinationConf.Breaker(3, Duration.ofNanos(10)));

  private void open(long now) {
    for (int i = 0; i < 3; i++) {
      breaker.onFailure(false, now);
    }
  }

  @Test
  void opensAfterSoManyFailuresInARow() {
    breaker.onFailure(false, 0);
    breaker.onFailure(false, 0);
    breaker.onSuccess(false);
    breaker.onFailure(false, 0);
    breaker.onFailure(false, 0);
    assertEquals(CLOSED, breaker.tryPass(0));
    breaker.onFailure(false, 0);
    assertEquals(OPEN, breaker.tryPass(9));
    assertTrue(breaker.isOpen(9));
    assertEquals(1, breaker.remainingNanos(9));
    assertEquals(1, breaker.openings());
  }

  @Test
  void letsOneProbeThroughAfterAWhile() {
    open(0);
    assertFalse(breaker.isOpen(10));
    assertEquals(PROBE, breaker.tryPass(10));
    assertEquals(OPEN, breaker.tryPass(10));
    assertTrue(breaker.isOpen(1000));
  }

  @Test
  void closesWhenTheProbeFindsTheDestination() {
    open(0);
    assertEquals(PROBE, breaker.tryPass(10));
    breaker.onSuccess(true);
    assertEquals(CLOSED, breaker.tryPass(10));
    breaker.onFailure(false, 10);
    breaker.onFailure(false, 10);
    assertEquals(CLOSED, breaker.tryPass(10), "it counts from the beginning");
  }

  @Test
  void opensAgainWhenTheProbeFails() {
    open(0);
    assertEquals(PROBE, breaker.tryPass(10));
    breaker.onFailure(true, 12);
    assertEquals(OPEN, breaker.tryPass(21));
    assertEquals(PROBE, breaker.tryPass(22));
    assertEquals(2, breaker.openings());
  }

  @Test
  void letsTheNextProbeWhenTheFirstSentNothing() {
    open(0);
    assertEquals(PROBE, breaker.tryPass(10));
    breaker.cancelProbe();
    assertEquals(PROBE, breaker.tryPass(10));
  }

  @Test
  void whatWasSentBeforeItOpenedChangesNothing() {
    open(0);
    breaker.onSuccess(false);
    assertEquals(OPEN, breaker.tryPass(5));
    breaker.onFailure(false, 9);
    assertEquals(PROBE, breaker.tryPass(10), "a late failure does not keep it open longer");
  }
}
