package io.roundtrip.future;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Turns one at a time, for code that no loop confines. Thread-safe, because a turn that comes while another runs is lined up
 * for the thread that runs it: nobody waits, and no lock is held while foreign code runs. What a turn throws, a listener's
 * bug, is thrown when the line is empty.
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
    Throwable bug = null;
    do {
      Runnable next = line.poll();
      if (next != null) {
        try {
          next.run();
        } catch (Throwable thrown) {
          bug = Errors.first(bug, thrown);
        }
      }
    } while (waiting.decrementAndGet() > 0);
    if (bug != null) {
      throw Errors.<RuntimeException>rethrow(bug);
    }
  }

  @Override
  public void listen(Future<T> future, Joint joint, int index) {
    listenTo(Objects.requireNonNull(future, NO_FUTURE), joint, index);
  }

  /** {@link #listen} to a future of another type. Called in a turn, which takes at once what is there. */
  void listenTo(Future<?> future, Joint joint, int index) {
    if (future.isComplete()) {
      joint.arrived(null, index, future.result(), future.cause());
      return;
    }
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
