package io.roundtrip.reactor;

import io.vertx.core.Context;
import io.vertx.core.Handler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Gives a loop back before it goes on, so that its I/O and timers have their turn. Loop-confined; used from the core's own
 * context alone, because a timer ends with the context that started it.
 *
 * <p>{@code runOnContext} by itself does not do that: Netty runs whatever is in its task queue, also what was added in the
 * meantime, for up to a second before it looks at sockets and timers again. So the first of a row of calls starts a timer
 * of a millisecond. Until its time has come, who wants to go on goes behind the tasks that wait now; after that, only when
 * the timer fires, which it does after a pass over I/O. As the timer is then due already, the loop loses no time.
 */
final class IoPass {
  /** For how long tasks follow each other without a pass over I/O; the shortest timer that Vert.x has. */
  static final long HOLD_NANOS = 1_000_000;

  private static final long SHORTEST_TIMER_MILLIS = 1;

  private final Context context;
  private final LongSupplier clock;

  /** Bounded by who waits: the core's turn, and pending {@link Yield}s. */
  private final Deque<Handler<Void>> waiting = new ArrayDeque<>();

  private boolean armed;
  private long armedNanos;

  IoPass(Context context, LongSupplier clock) {
    this.context = context;
    this.clock = clock;
  }

  /** Goes on with this after other tasks, and after I/O if that has waited for a millisecond. */
  void goOn(Handler<Void> with) {
    long now = clock.getAsLong();
    if (!armed) {
      armed = true;
      armedNanos = now;
      context.owner().setTimer(SHORTEST_TIMER_MILLIS, fired -> onPass());
    }
    if (now - armedNanos < HOLD_NANOS) {
      context.runOnContext(with);
    } else {
      waiting.add(with);
    }
  }

  private void onPass() {
    armed = false;
    for (Handler<Void> next = waiting.poll(); next != null; next = waiting.poll()) {
      context.runOnContext(next);
    }
  }
}
