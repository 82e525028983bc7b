package io.roundtrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.conf.DestinationConf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class GateTest {
  private static Gate gate(int slots) {
    return new Gate(
        SimulatedRoute.conf(
            "d", true, false, slots, Duration.ofSeconds(1), DestinationConf.Retry.NONE, null));
  }

  @Test
  void aSlotGivenBackIsTheWaitersBeforeAnybodyElseCanTakeIt() {
    Gate gate = gate(1);
    List<String> granted = new ArrayList<>();
    assertTrue(gate.tryTake());
    gate.await(0, () -> granted.add("first"));
    gate.await(0, () -> granted.add("second"));
    gate.giveBack();
    assertEquals(List.of("first"), granted);
    assertFalse(gate.tryTake());
    gate.giveBack();
    assertEquals(List.of("first", "second"), granted);
    gate.giveBack();
    assertEquals(0, gate.inUse());
    assertTrue(gate.tryTake());
  }

  @Test
  void theMessageThatHasWaitedLongestIsServedFirstWhoeverStandsForIt() {
    Gate gate = gate(1);
    List<String> granted = new ArrayList<>();
    assertTrue(gate.tryTake());
    gate.await(Long.MIN_VALUE + 5, () -> granted.add("younger"));
    gate.await(Long.MAX_VALUE - 5, () -> granted.add("oldest"));
    gate.await(Long.MIN_VALUE, () -> granted.add("older"));
    for (int i = 0; i < 3; i++) {
      gate.giveBack();
    }
    assertEquals(List.of("oldest", "older", "younger"), granted);
  }

  @Test
  void whoStandsInLineBesideAFreeSlotHasItAtOnce() {
    Gate gate = gate(2);
    AtomicInteger granted = new AtomicInteger();
    assertTrue(gate.tryTake());
    gate.await(0, granted::incrementAndGet);
    assertEquals(1, granted.get());
    assertEquals(2, gate.inUse());
  }

  @Test
  void threadsNeverExceedTheSlotsAndNobodyWaitsForEver() throws Exception {
    Gate gate = gate(2);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger lost = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Thread.ofPlatform().start(() -> passOften(gate, inside, most, lost)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(0, lost.get(), "wake-ups lost");
    assertTrue(most.get() <= 2, () -> most + " at once");
    assertEquals(0, gate.inUse());
    assertTrue(gate.tryTake());
  }

  private static void passOften(
      Gate gate, AtomicInteger inside, AtomicInteger most, AtomicInteger lost) {
    Semaphore granted = new Semaphore(0);
    for (int i = 0; i < 20_000 && lost.get() == 0; i++) {
      if (!gate.tryTake()) {
        gate.await(0, granted::release);
        try {
          if (!granted.tryAcquire(5, TimeUnit.SECONDS)) {
            lost.incrementAndGet();
            return;
          }
        } catch (InterruptedException stopped) {
          throw new AssertionError(stopped);
        }
      }
      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
      inside.decrementAndGet();
      gate.giveBack();
    }
  }

  @Test
  void threadsThatNeverWaitTakeEachSlotOnce() throws Exception {
    Gate gate = gate(2);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int round = 0; round < 100_000; round++) {
                      if (gate.tryTake()) {
                        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                        inside.decrementAndGet();
                        gate.giveBack();
                      }
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertTrue(most.get() <= 2, () -> most + " at once");
    assertEquals(0, gate.inUse());
  }

  @Test
  void whoWaitsIsServedBesideABusyShard() throws Exception {
    Gate gate = gate(1);
    AtomicBoolean stop = new AtomicBoolean();
    Thread busy =
        Thread.ofPlatform()
            .start(
                () -> {
                  while (!stop.get()) {
                    if (gate.tryTake()) {
                      gate.giveBack();
                    }
                  }
                });
    Semaphore granted = new Semaphore(0);
    gate.await(0, granted::release);
    for (int round = 0; round < 20_000; round++) {
      assertTrue(granted.tryAcquire(5, TimeUnit.SECONDS), "a wake-up was lost");
      gate.await(0, granted::release);
      gate.giveBack();
    }
    stop.set(true);
    busy.join();
  }
}
