package io.roundtrip.batch;

import io.roundtrip.future.Timers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A clock that stands still until it is moved, and its timers. Confined to the test's thread. */
final class VirtualTimers implements Timers {
  private final List<Pending> pending = new ArrayList<>();
  private long now = 1_000_000;
  private long serial;

  private record Pending(long at, long serial, Runnable task) {}

  long nanos() {
    return now;
  }

  int size() {
    return pending.size();
  }

  @Override
  public Timer start(Duration delay, Runnable task) {
    Pending one = new Pending(now + delay.toNanos(), serial++, task);
    pending.add(one);
    return () -> pending.remove(one);
  }

  /** Moves the clock, and fires what is due on the way, in order. */
  void advance(Duration by) {
    long end = now + by.toNanos();
    while (true) {
      Pending next =
          pending.stream()
              .filter(one -> one.at <= end)
              .min(Comparator.comparingLong(Pending::at).thenComparingLong(Pending::serial))
              .orElse(null);
      if (next == null) {
        now = end;
        return;
      }
      now = Math.max(now, next.at);
      pending.remove(next);
      next.task.run();
    }
  }
}
