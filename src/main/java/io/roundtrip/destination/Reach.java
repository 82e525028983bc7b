package io.roundtrip.destination;

import io.roundtrip.outcome.AttemptResult;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a system can be connected to, as far as is known. Loop-confined.
 *
 * <p>Items of a batch have no connection each. So whoever comes is let in for a moment after the system was last seen; else a
 * connection is taken, and given back with nothing written: one for all who come meanwhile. They are told in the order in
 * which they asked, and who asks while they are told is the last of them: messages of a lane keep their order.
 */
final class Reach {
  /** Who wants to know. */
  interface Asker {
    /** There was a connection, or why there was none. */
    void onReach(@Nullable AttemptResult no);
  }

  private static final long GOOD_FOR_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Function<Destination.Listener, Destination.Call> way;
  private final LongSupplier clock;
  // At most as many as have a slot at the destination.
  private final Deque<Asker> waiting = new ArrayDeque<>();
  private boolean asking;
  private boolean seen;
  private long seenNanos;

  /**
   * Nothing is known yet.
   *
   * @param way makes an attempt, of which only the connection is used
   * @param clock monotonic nanoseconds
   */
  Reach(Function<Destination.Listener, Destination.Call> way, LongSupplier clock) {
    this.way = way;
    this.clock = clock;
  }

  /** Tells the asker, maybe before this returns. */
  void ask(Asker asker) {
    if (!asking && seen && clock.getAsLong() - seenNanos < GOOD_FOR_NANOS) {
      asker.onReach(null);
      return;
    }
    waiting.add(asker);
    if (!asking) {
      look();
    }
  }

  /** The system has just answered. */
  void onSeen() {
    seen = true;
    seenNanos = clock.getAsLong();
  }

  /** No connection, or one that broke: the next who comes makes sure of it first. */
  void onLost() {
    seen = false;
  }

  private void look() {
    asking = true;
    new Look().begin();
  }

  private void found() {
    onSeen();
    for (Asker next = waiting.poll(); next != null; next = waiting.poll()) {
      next.onReach(null);
    }
    asking = false;
  }

  private void missed(AttemptResult why) {
    onLost();
    for (int left = waiting.size(); left > 0; left--) {
      waiting.remove().onReach(why);
    }
    asking = false;
    if (!waiting.isEmpty()) {
      look();
    }
  }

  private final class Look implements Destination.Listener {
    private final Destination.Call call = way.apply(this);

    void begin() {
      call.connect();
    }

    @Override
    public void onConnected() {
      call.abandon();
      found();
    }

    @Override
    public void onEnded(AttemptResult result) {
      missed(result);
    }
  }
}
