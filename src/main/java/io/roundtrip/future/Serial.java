package io.roundtrip.future;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Turns one at a time, for code that no loop confines. Thread-safe, because a turn that comes while another runs is lined up
 * for the thread that runs it: nobody waits, and no lock is held while foreign code runs.
 *
 * <p>The line is bounded by what the combinator started.
 */
final class Serial<T extends @Nullable Object> implements Place<Future<T>> {
  private final Queue<Runnable> line = new ConcurrentLinkedQueue<>();

  /** How many turns are in line or running: who raises it from zero runs them all. */
  private final AtomicInteger waiting = new AtomicInteger();

  private final @Nullable Timers timers;

  /** A place without timers. */
  Serial() {
    this(null);
  }

  Serial(@Nullable Timers timers) {
    this.timers = timers;
  }

  @Override
  public void begin(Runnable turn) {
    line.add(turn);
    if (waiting.getAndIncrement() > 0) {
      return;
    }
    do {
      Runnable next = line.poll();
      if (next != null) {
        next.run();
      }
    } while (waiting.decrementAndGet() > 0);
  }

  @Override
  public void listen(Future<T> future, Joint joint, int index) {
    listenTo(future, joint, index);
  }

  /** {@link #listen} to a future of another type. */
  void listenTo(Future<?> future, Joint joint, int index) {
    future.onComplete((value, failure) -> begin(() -> joint.arrived(null, index, value, failure)));
  }

  @Override
  public Timers.Timer later(Duration delay, Runnable turn) {
    if (timers == null) {
      throw new IllegalStateException("this combinator has no timers");
    }
    return timers.start(delay, () -> begin(turn));
  }
}
