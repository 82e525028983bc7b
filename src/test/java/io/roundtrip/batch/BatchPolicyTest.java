package io.roundtrip.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.batch.BatchLimits.WhenIdle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class BatchPolicyTest {
  private static BatchLimits waits(int count, long bytes, Duration age) {
    return BatchLimits.of(count, bytes, age).withWhenIdle(WhenIdle.WAIT);
  }

  private static BatchEntry<Integer> entry(int id, long bytes) {
    return new BatchEntry<>(id, bytes, (done, failure) -> {});
  }

  private static String text(@Nullable Batch<Integer> batch) {
    return batch == null
        ? "none"
        : batch.reason() + " " + batch.entries().stream().map(BatchEntry::record).toList();
  }

  @Test
  void closesAtItsCount() {
    BatchPolicy<Integer> policy =
        new BatchPolicy<>(waits(2, BatchLimits.NO_BYTES, Duration.ofHours(1)));
    policy.offer(entry(1, 1), 0);
    assertEquals("none", text(policy.poll(0)));
    policy.offer(entry(2, 1), 0);
    policy.offer(entry(3, 1), 0);
    assertEquals("COUNT [1, 2]", text(policy.poll(0)));
    assertEquals("none", text(policy.poll(0)));
  }

  @Test
  void closesBeforeTheRecordThatWouldBeTooManyBytes() {
    BatchPolicy<Integer> policy =
        new BatchPolicy<>(waits(BatchLimits.NO_COUNT, 10, BatchLimits.NO_AGE));
    policy.offer(entry(1, 6), 0);
    assertEquals("none", text(policy.poll(0)));
    policy.offer(entry(2, 6), 0);
    assertEquals("BYTES [1]", text(policy.poll(0)));
  }

  @Test
  void aRecordLargerThanAnyBatchIsABatchByItself() {
    BatchPolicy<Integer> policy = new BatchPolicy<>(waits(5, 10, BatchLimits.NO_AGE));
    policy.offer(entry(1, 999), 0);
    assertEquals("BYTES [1]", text(policy.poll(0)));
  }

  @Test
  void closesWhenItsOldestRecordIsOldEnough() {
    BatchPolicy<Integer> policy = new BatchPolicy<>(waits(9, 99, Duration.ofNanos(50)));
    policy.offer(entry(1, 1), 100);
    policy.offer(entry(2, 1), 140);
    assertEquals(150, policy.wakeAt());
    assertEquals("none", text(policy.poll(149)));
    assertEquals("AGE [1, 2]", text(policy.poll(150)));
    assertEquals(BatchPolicy.NEVER, policy.wakeAt());
  }

  @Test
  void flushesAtOnceWhenNothingIsUnderWayAndGroupsWhatComesMeanwhile() {
    BatchPolicy<Integer> policy = new BatchPolicy<>(BatchLimits.of(9, 99, Duration.ofHours(1)));
    policy.offer(entry(1, 1), 0);
    assertEquals("IDLE [1]", text(policy.poll(0)));
    policy.offer(entry(2, 1), 0);
    policy.offer(entry(3, 1), 0);
    assertEquals("none", text(policy.poll(0)));
    policy.done(0);
    assertEquals("IDLE [2, 3]", text(policy.poll(0)));
    policy.done(0);
    assertEquals("none", text(policy.poll(0)));
    assertEquals(2, policy.closed(CloseReason.IDLE));
  }

  @Test
  void whatComesSoonAfterABatchWaitsUntilItHasRested() {
    BatchPolicy<Integer> policy =
        new BatchPolicy<>(
            BatchLimits.of(9, 99, Duration.ofHours(1)).withRest(Duration.ofNanos(10)));
    policy.offer(entry(1, 1), 0);
    assertEquals("IDLE [1]", text(policy.poll(0)), "the first has nothing to wait for");
    policy.offer(entry(2, 1), 1);
    policy.done(5);
    assertEquals("none", text(policy.poll(14)));
    assertEquals(15, policy.wakeAt());
    policy.offer(entry(3, 1), 14);
    assertEquals("IDLE [2, 3]", text(policy.poll(15)));
    policy.done(20);
    policy.offer(entry(4, 1), 30);
    assertEquals("IDLE [4]", text(policy.poll(30)));
  }

  @Test
  void whatWasWithdrawnIsNotInItsBatch() {
    BatchPolicy<Integer> policy = new BatchPolicy<>(waits(2, 99, BatchLimits.NO_AGE));
    BatchEntry<Integer> gone = entry(1, 1);
    policy.offer(gone, 0);
    assertTrue(policy.withdraw(gone));
    policy.offer(entry(2, 1), 0);
    assertEquals("none", text(policy.poll(0)));
    policy.offer(entry(3, 1), 0);
    assertEquals("COUNT [2, 3]", text(policy.poll(0)));
  }

  @Test
  void aPolicyThatCouldNeverCloseABatchIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> waits(BatchLimits.NO_COUNT, BatchLimits.NO_BYTES, BatchLimits.NO_AGE));
  }

  /** Any limits, any order of events, 10^5 steps, against a list and the rules as they are said. */
  @Test
  void doesWhatASimpleModelDoes() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 100; round++) {
      Model model = new Model(random);
      for (int step = 0; step < 1_000; step++) {
        try {
          model.step();
        } catch (AssertionError wrong) {
          throw new AssertionError("-Dseed=" + seed + " round " + round + " step " + step, wrong);
        }
      }
    }
  }

  private static final class Model {
    private final Random random;
    private final BatchLimits limits;
    private final BatchPolicy<Integer> policy;
    private final List<BatchEntry<Integer>> line = new ArrayList<>();
    private long now;
    private int inFlight;
    private int made;
    private long rested;
    private boolean ended;

    Model(Random random) {
      this.random = random;
      WhenIdle whenIdle = random.nextBoolean() ? WhenIdle.FLUSH : WhenIdle.WAIT;
      boolean ageless = whenIdle == WhenIdle.FLUSH && random.nextBoolean();
      this.limits =
          new BatchLimits(
              random.nextInt(4) == 0 ? BatchLimits.NO_COUNT : 1 + random.nextInt(8),
              random.nextInt(4) == 0 ? BatchLimits.NO_BYTES : 1 + random.nextInt(40),
              ageless ? BatchLimits.NO_AGE : Duration.ofNanos(1 + random.nextInt(30)),
              whenIdle,
              Duration.ofNanos(random.nextBoolean() ? 0 : random.nextInt(30)),
              1 + random.nextInt(3),
              1 + random.nextInt(20),
              1 + random.nextInt(100));
      this.policy = new BatchPolicy<>(limits);
    }

    void step() {
      switch (random.nextInt(6)) {
        case 0, 1 -> offer();
        case 2 -> withdraw();
        case 3 -> now += random.nextInt(10);
        case 4 -> {
          if (inFlight > 0) {
            inFlight--;
            policy.done(now);
            rested = now + limits.rest().toNanos();
          }
        }
        default -> {
          if (random.nextInt(100) == 0) {
            ended = true;
            policy.end();
          }
        }
      }
      check();
    }

    private static long bytes(List<BatchEntry<Integer>> entries) {
      return entries.stream().mapToLong(BatchEntry::bytes).sum();
    }

    private void offer() {
      BatchEntry<Integer> one = entry(made++, random.nextInt(15));
      boolean fits =
          line.isEmpty()
              || (line.size() < limits.waitingCount()
                  && bytes(line) + one.bytes() <= limits.waitingBytes());
      Admission expected = ended ? Admission.ENDED : fits ? Admission.TAKEN : Admission.FULL;
      assertEquals(expected, policy.offer(one, now));
      if (expected == Admission.TAKEN) {
        line.add(one);
      }
    }

    private void withdraw() {
      if (!line.isEmpty()) {
        BatchEntry<Integer> one = line.remove(random.nextInt(line.size()));
        assertTrue(policy.withdraw(one));
        assertFalse(policy.withdraw(one));
      }
    }

    private void check() {
      CloseReason reason = expected();
      while (reason != null) {
        Batch<Integer> batch = new Batch<>(prefix(), reason);
        assertEquals(batch, policy.poll(now));
        line.subList(0, batch.entries().size()).clear();
        inFlight++;
        reason = expected();
      }
      assertEquals("none", text(policy.poll(now)));
      assertEquals(line.size(), policy.waiting());
      assertEquals(bytes(line), policy.waitingBytes());
      assertEquals(inFlight, policy.inFlight());
      assertEquals(wakeAt(), policy.wakeAt());
    }

    private boolean flushes() {
      return limits.whenIdle() == WhenIdle.FLUSH && inFlight == 0;
    }

    private long wakeAt() {
      if (line.isEmpty() || inFlight == limits.inFlight()) {
        return BatchPolicy.NEVER;
      }
      long at =
          limits.age().equals(BatchLimits.NO_AGE)
              ? BatchPolicy.NEVER
              : line.getFirst().arrivedNanos + limits.age().toNanos();
      return flushes() ? Math.min(at, rested) : at;
    }

    private List<BatchEntry<Integer>> prefix() {
      int size = 1;
      while (size < line.size()
          && size < limits.count()
          && bytes(line.subList(0, size + 1)) <= limits.bytes()) {
        size++;
      }
      return List.copyOf(line.subList(0, size));
    }

    private @Nullable CloseReason expected() {
      if (line.isEmpty() || inFlight == limits.inFlight()) {
        return null;
      }
      List<BatchEntry<Integer>> prefix = prefix();
      if (prefix.size() == limits.count()) {
        return CloseReason.COUNT;
      } else if (prefix.size() < line.size() || bytes(prefix) >= limits.bytes()) {
        return CloseReason.BYTES;
      } else if (!limits.age().equals(BatchLimits.NO_AGE)
          && now - line.getFirst().arrivedNanos >= limits.age().toNanos()) {
        return CloseReason.AGE;
      } else if (ended) {
        return CloseReason.END;
      }
      return flushes() && now >= rested ? CloseReason.IDLE : null;
    }
  }
}
