package io.roundtrip.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class CreditsTest {
  @Test
  void refusesWhenTheQueueIsFullInMessagesOrInBytes() {
    Credits credits = new Credits(2, 100, null);
    assertTrue(credits.tryTake(10));
    assertFalse(credits.tryTake(91));
    assertTrue(credits.tryTake(90));
    assertFalse(credits.tryTake(0));
    credits.giveBack(90);
    assertTrue(credits.tryTake(1));
    assertEquals(2, credits.highWater());
    assertEquals(11, credits.bytes());
    assertThrows(IllegalArgumentException.class, () -> new Credits(0, 1, null));
  }

  @Test
  void anEmptyQueueTakesOneMessageOfAnySize() {
    Credits parent = new Credits(100, 50, null);
    Credits credits = new Credits(10, 20, parent);
    Credits other = new Credits(10, 20, parent);
    assertTrue(credits.tryTake(1000));
    assertFalse(credits.tryTake(1));
    assertFalse(other.tryTake(1), "the memory is taken");
    credits.giveBack(1000);
    assertTrue(other.tryTake(1));
    assertFalse(credits.tryTake(1000), "the parent is not empty");
    assertEquals(0, credits.depth());
    assertEquals(1, parent.depth());
  }

  @Test
  void aCreditGivenBackGoesToWhoWaitedLongestBeforeAnybodyElse() {
    Credits credits = new Credits(1, 100, null);
    List<String> granted = new ArrayList<>();
    assertTrue(credits.tryTake(100));
    assertTrue(credits.tryAwait(60, () -> granted.add("first")));
    assertFalse(credits.tryAwait(1, () -> granted.add("one too many")), "waiting is bounded");
    assertEquals(1, credits.waiting());
    credits.giveBack(100);
    assertEquals(List.of("first"), granted);
    assertEquals(60, credits.bytes(), "it has its credit already");
    credits.giveBack(60);
    assertEquals(0, credits.depth());
  }

  @Test
  void nobodyOvertakesAndTheSmallDoNotStarveTheLarge() {
    Credits credits = new Credits(5, 100, null);
    List<String> granted = new ArrayList<>();
    assertTrue(credits.tryTake(50));
    assertTrue(credits.tryTake(40));
    assertTrue(credits.tryAwait(80, () -> granted.add("large")));
    assertTrue(credits.tryAwait(5, () -> granted.add("small")));
    assertFalse(credits.tryTake(1), "who comes now stands in line");
    credits.giveBack(40);
    assertEquals(List.of(), granted);
    credits.giveBack(50);
    assertEquals(List.of("large", "small"), granted, "one give-back serves all it is enough for");
  }

  @Test
  void whoLeavesTheLineMakesWayForTheNext() {
    Credits credits = new Credits(5, 100, null);
    List<String> granted = new ArrayList<>();
    Runnable large = () -> granted.add("large");
    assertTrue(credits.tryTake(50));
    assertTrue(credits.tryAwait(80, large));
    assertTrue(credits.tryAwait(5, () -> granted.add("small")));
    assertTrue(credits.cancel(large));
    assertEquals(List.of("small"), granted);
    assertFalse(credits.cancel(large));
    assertEquals(0, credits.waiting());
  }

  @Test
  void aSizeThatTurnsOutSmallerServesTheLine() {
    Credits credits = new Credits(5, 100, null);
    List<String> granted = new ArrayList<>();
    assertTrue(credits.tryTake(100));
    assertTrue(credits.tryAwait(80, () -> granted.add("next")));
    credits.correct(100, 20);
    assertEquals(List.of("next"), granted);
    credits.correct(20, 500);
    assertEquals(580, credits.bytes());
  }

  @Test
  void whoWaitsForTheParentIsServedByWhoeverGivesBackToIt() {
    Credits parent = new Credits(100, 50, null);
    Credits one = new Credits(1, 100, parent);
    Credits other = new Credits(1, 100, parent);
    List<String> granted = new ArrayList<>();
    assertTrue(one.tryTake(50));
    assertTrue(other.tryAwait(10, () -> granted.add("other")));
    assertFalse(other.tryAwait(10, () -> granted.add("two")), "waiting is bounded by its queue");
    one.giveBack(50);
    assertEquals(List.of("other"), granted);
    assertEquals(10, parent.bytes());
    assertEquals(0, one.depth());
  }

  @Test
  void oneMessageMayTakeThePlaceOfOthers() {
    Credits parent = new Credits(100, 95, null);
    Credits credits = new Credits(3, 100, parent);
    assertTrue(credits.tryTake(60));
    assertTrue(credits.tryTake(20));
    assertTrue(credits.tryTake(10));
    assertFalse(credits.tryReplace(10, 21), "too much for the queue");
    assertFalse(credits.tryReplace(10, 16), "too much for the memory");
    assertEquals(90, credits.bytes(), "and nothing has changed");
    assertTrue(credits.tryReplace(10, 15));
    assertEquals(95, parent.bytes());
    credits.join();
    assertEquals(2, credits.depth());
    assertTrue(credits.tryReplace(35, 30), "one for two");
    assertEquals(90, parent.bytes());
    assertTrue(credits.mayShare(95));
    assertFalse(credits.mayShare(96), "it would need the memory for itself");
  }

  @Test
  void whatOthersHoldIsNotMadeRoomOfHere() {
    Credits parent = new Credits(100, 100, null);
    Credits credits = new Credits(3, 90, parent);
    assertTrue(credits.tryTake(30));
    assertTrue(parent.tryTake(40));
    assertTrue(credits.couldFit(60), "with all of these given back");
    assertFalse(credits.couldFit(61), "others hold 40 of 100");
    parent.giveBack(40);
    assertTrue(credits.couldFit(90));
    assertFalse(credits.couldFit(91), "larger than the queue");
  }

  @Test
  void noMoreHaveACreditThanLeaveWithinTheTarget() {
    AtomicLong now = new AtomicLong();
    TargetWait target = new TargetWait(100_000_000, 2, 10, now::get);
    Credits credits = new Credits(10, 1000, null, target);
    for (int i = 0; i < 10; i++) {
      assertTrue(credits.tryTake(1), "the capacity, while nothing is known");
    }
    target.onWaits();
    now.set(60_000_000_000L);
    assertEquals(2, credits.effectiveCapacity());
    for (int i = 0; i < 8; i++) {
      credits.giveBack(1);
      assertFalse(credits.tryTake(1), "as many wait as may");
    }
    credits.giveBack(1);
    assertTrue(credits.tryTake(1));
    assertEquals(10, credits.capacity());
  }

  @Test
  void agreesWithAPlainModel() {
    for (long seed = 1; seed <= 500; seed++) {
      Random random = new Random(seed);
      int capacity = 1 + random.nextInt(5);
      Credits credits = new Credits(capacity, 50, null);
      Deque<Long> taken = new ArrayDeque<>();
      long bytes = 0;
      for (int step = 0; step < 100; step++) {
        long size = random.nextInt(40);
        if (random.nextBoolean()) {
          boolean room = taken.size() < capacity && (bytes == 0 || bytes + size <= 50);
          assertEquals(room, credits.tryTake(size), "seed " + seed);
          if (room) {
            taken.add(size);
            bytes += size;
          }
        } else if (!taken.isEmpty()) {
          long back = taken.poll();
          credits.giveBack(back);
          bytes -= back;
        }
        assertEquals(taken.size(), credits.depth(), "seed " + seed);
        assertEquals(bytes, credits.bytes(), "seed " + seed);
      }
    }
  }

  @Test
  void threadsNeverExceedTheBoundsAndEveryoneInLineIsServed() throws Exception {
    Credits parent = new Credits(1000, 60, null);
    List<Credits> queues = List.of(new Credits(3, 50, parent), new Credits(2, 50, parent));
    AtomicLong exceeded = new AtomicLong();
    List<Throwable> broken = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      Credits credits = queues.get(i % 2);
      long seed = i;
      threads.add(
          Thread.ofPlatform()
              .uncaughtExceptionHandler(
                  (thread, failure) -> {
                    synchronized (broken) {
                      broken.add(failure);
                    }
                  })
              .start(() -> takeAndGiveBack(credits, parent, new Random(seed), exceeded)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), broken);
    assertEquals(0, exceeded.get());
    for (Credits credits : List.of(parent, queues.get(0), queues.get(1))) {
      assertEquals(0, credits.depth());
      assertEquals(0, credits.bytes());
      assertEquals(0, credits.waiting());
    }
  }

  private static void takeAndGiveBack(
      Credits credits, Credits parent, Random random, AtomicLong exceeded) {
    Semaphore granted = new Semaphore(0);
    for (int i = 0; i < 20_000; i++) {
      long size = 1 + random.nextLong(30);
      if (!credits.tryTake(size)) {
        Runnable grant = granted::release;
        if (!credits.tryAwait(size, grant)) {
          continue;
        }
        if (random.nextInt(10) == 0 && credits.cancel(grant)) {
          continue;
        }
        try {
          if (!granted.tryAcquire(5, TimeUnit.SECONDS)) {
            throw new AssertionError("a wake-up was lost");
          }
        } catch (InterruptedException stopped) {
          throw new AssertionError(stopped);
        }
      }
      if (credits.depth() > credits.capacity() || credits.bytes() > 50 || parent.bytes() > 60) {
        exceeded.incrementAndGet();
      }
      credits.giveBack(size);
    }
  }
}
