package io.roundtrip.task;

import io.roundtrip.future.TaskStatus;
import io.roundtrip.metrics.TaskFigures;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Counts a runner's tasks and bounds those that are open. Thread-safe, because it is made of atomics. */
final class TaskMeter {
  private final int mostOpen;
  // Atomic: tasks come from any thread, and end on any.
  private final AtomicInteger open = new AtomicInteger();
  private final LongAdder accepted = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder begun = new LongAdder();
  private final LongAdder ended = new LongAdder();
  private final LongAdder succeeded = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder cancelled = new LongAdder();

  TaskMeter(int mostOpen) {
    this.mostOpen = mostOpen;
  }

  /** Whether there is room for one more, which is then taken. */
  boolean tryOpen() {
    if (open.incrementAndGet() > mostOpen) {
      open.decrementAndGet();
      refused.increment();
      return false;
    }
    accepted.increment();
    return true;
  }

  void onRefused() {
    refused.increment();
  }

  void onBegun() {
    begun.increment();
  }

  /** Its outcome is known. */
  void onOutcome(TaskStatus status) {
    switch (status) {
      case SUCCEEDED -> succeeded.increment();
      case FAILED -> failed.increment();
      case CANCELLED -> cancelled.increment();
      case QUEUED, RUNNING -> throw new IllegalArgumentException(status + " is no outcome");
    }
  }

  /** Nothing of it runs any more. */
  void onEnded(boolean hadBegun) {
    if (hadBegun) {
      ended.increment();
    }
    open.decrementAndGet();
  }

  int open() {
    return open.get();
  }

  TaskFigures figures(long kept) {
    return new TaskFigures(
        accepted.sum(),
        refused.sum(),
        open.get(),
        Math.max(0, begun.sum() - ended.sum()),
        succeeded.sum(),
        failed.sum(),
        cancelled.sum(),
        kept);
  }
}
