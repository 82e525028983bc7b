package io.roundtrip.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TaskQueueTest {
  /** A task that knows when it came, and to which line. */
  private record Numbered(Priority priority, int number) implements Runnable {
    @Override
    public void run() {}
  }

  /** The rule as the documentation says it, over plain lists. */
  private static final class Model {
    private final int bound;
    private final Map<Priority, Deque<Numbered>> lines = new EnumMap<>(Priority.class);
    private int highsPastNormal;
    private int othersPastIdle;

    Model(int bound) {
      this.bound = bound;
      for (Priority priority : Priority.values()) {
        lines.put(priority, new ArrayDeque<>());
      }
    }

    Deque<Numbered> line(Priority priority) {
      return lines.getOrDefault(priority, new ArrayDeque<>());
    }

    boolean offer(Numbered task) {
      return line(task.priority()).size() < bound && line(task.priority()).add(task);
    }

    @Nullable Numbered next() {
      Priority which = which();
      boolean normalWaits = !line(Priority.NORMAL).isEmpty();
      boolean idleWaits = !line(Priority.IDLE).isEmpty();
      highsPastNormal =
          switch (which) {
            case HIGH -> normalWaits ? highsPastNormal + 1 : 0;
            case NORMAL -> 0;
            case IDLE -> highsPastNormal;
          };
      othersPastIdle = which != Priority.IDLE && idleWaits ? othersPastIdle + 1 : 0;
      return line(which).poll();
    }

    private Priority which() {
      boolean high = !line(Priority.HIGH).isEmpty();
      boolean normal = !line(Priority.NORMAL).isEmpty();
      boolean idle = !line(Priority.IDLE).isEmpty();
      if (idle && (othersPastIdle >= TaskQueue.OTHERS_IN_A_ROW || !(high || normal))) {
        return Priority.IDLE;
      }
      return high && !(normal && highsPastNormal >= TaskQueue.HIGHS_IN_A_ROW)
          ? Priority.HIGH
          : normal ? Priority.NORMAL : Priority.IDLE;
    }
  }

  @Test
  void doesWhatItsModelDoes() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int bound = 1 << random.nextInt(8);
      int high = random.nextInt(100);
      int idle = random.nextInt(100);
      int offers = random.nextInt(30, 71);
      TaskQueue queue = new TaskQueue(bound);
      Model model = new Model(bound);
      for (int step = 0; step < 2_000; step++) {
        String where = "seed " + seed + ", step " + step;
        if (random.nextInt(100) < offers) {
          Priority priority =
              random.nextInt(100) < high
                  ? Priority.HIGH
                  : random.nextInt(100) < idle ? Priority.IDLE : Priority.NORMAL;
          Numbered task = new Numbered(priority, step);
          assertEquals(model.offer(task), queue.offer(priority, task), where);
        } else {
          assertEquals(model.next(), queue.next(), where);
        }
        for (Priority priority : Priority.values()) {
          assertEquals(model.line(priority).size(), queue.size(priority), where);
        }
      }
    }
  }

  @Test
  void aNormalTaskWaitsForEightHighOnes() {
    TaskQueue queue = new TaskQueue(64);
    Numbered normal = new Numbered(Priority.NORMAL, 0);
    queue.offer(Priority.NORMAL, normal);
    for (int i = 0; i < 20; i++) {
      queue.offer(Priority.HIGH, new Numbered(Priority.HIGH, i));
    }
    assertEquals(8, drain(queue).indexOf(normal));
  }

  @Test
  void anIdleTaskWaitsForSixtyThreeOthers() {
    TaskQueue queue = new TaskQueue(128);
    Numbered idle = new Numbered(Priority.IDLE, 0);
    queue.offer(Priority.IDLE, idle);
    for (int i = 0; i < 100; i++) {
      queue.offer(Priority.HIGH, new Numbered(Priority.HIGH, i));
      queue.offer(Priority.NORMAL, new Numbered(Priority.NORMAL, i));
    }
    assertEquals(63, drain(queue).indexOf(idle));
  }

  @Test
  void refusesWhatIsTooMuchAndWhatComesAfterItClosed() {
    TaskQueue queue = new TaskQueue(2);
    Runnable task = () -> {};
    assertTrue(queue.offer(Priority.HIGH, task));
    assertTrue(queue.offer(Priority.HIGH, task));
    assertFalse(queue.offer(Priority.HIGH, task));
    assertTrue(queue.offer(Priority.IDLE, task), "each priority has a bound of its own");
    queue.close();
    assertFalse(queue.offer(Priority.NORMAL, task));
    assertEquals(3, drain(queue).size(), "what was in stays in");
    assertNull(queue.next());
  }

  @Test
  void losesNothingThatManyThreadsOfferAndKeepsTheOrderOfEach() throws Exception {
    int threads = 4;
    int each = 50_000;
    TaskRing ring = new TaskRing(256);
    List<Thread> producers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int producer = t;
      producers.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int i = 0; i < each; i++) {
                      Numbered task = new Numbered(Priority.NORMAL, i * threads + producer);
                      while (!ring.offer(task)) {
                        Thread.onSpinWait();
                      }
                    }
                  }));
    }
    int[] next = new int[threads];
    for (int taken = 0; taken < threads * each; ) {
      if (ring.poll() instanceof Numbered task) {
        int producer = task.number() % threads;
        assertEquals(next[producer]++, task.number() / threads);
        taken++;
      }
    }
    for (Thread producer : producers) {
      producer.join();
    }
    assertEquals(0, ring.size());
  }

  private static List<Runnable> drain(TaskQueue queue) {
    List<Runnable> all = new ArrayList<>();
    for (Runnable task = queue.next(); task != null; task = queue.next()) {
      all.add(task);
    }
    return all;
  }
}
