package io.roundtrip.load;

import java.util.PriorityQueue;

/** A clock that a test turns, and its timers. Confined to the test's thread. */
final class VirtualClock implements LoadClock {
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long now = 1_000;
  private long order;

  private record Task(long at, long order, Runnable code) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return at == other.at ? Long.compare(order, other.order) : Long.compare(at, other.at);
    }
  }

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void after(long delayNanos, Runnable task) {
    if (delayNanos < 1) {
      throw new AssertionError("a timer of " + delayNanos + " ns");
    }
    tasks.add(new Task(now + delayNanos, order++, task));
  }

  /** Runs what is due until so much time has passed. */
  void pass(long nanos) {
    long end = now + nanos;
    while (!tasks.isEmpty() && tasks.peek().at() <= end) {
      Task next = tasks.remove();
      now = next.at();
      next.code().run();
    }
    now = end;
  }
}
