package io.roundtrip.reactor;

import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Runs queued tasks for a while. Loop-confined. A task that throws is reported and does not stop the others. */
final class Turn {
  /** How long a turn goes on beginning tasks. */
  static final long BUDGET_NANOS = 500_000;

  private final TaskQueue queue;
  private final LongSupplier clock;
  private final Consumer<Throwable> report;
  private long turns;

  Turn(TaskQueue queue, LongSupplier clock, Consumer<Throwable> report) {
    this.queue = queue;
    this.clock = clock;
    this.report = report;
  }

  /** Runs tasks until there is none or the time is over, at least one; says whether more wait. */
  boolean run() {
    turns++;
    long end = clock.getAsLong() + BUDGET_NANOS;
    Runnable task = queue.next();
    while (task != null) {
      try {
        task.run();
      } catch (Throwable bug) {
        report.accept(bug);
      }
      if (clock.getAsLong() - end >= 0) {
        return queue.hasNext();
      }
      task = queue.next();
    }
    return false;
  }

  /** How many turns there have been. */
  long turns() {
    return turns;
  }
}
