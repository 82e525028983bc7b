package io.roundtrip.ingest;

import io.roundtrip.queue.Credits;
import io.vertx.core.Context;
import java.util.function.Consumer;

/**
 * A sender that waits for room in its route's queue: until there is some, its deadline passes, or it leaves.
 * Loop-confined; at most as many wait as the queue has capacity.
 */
final class CreditWait {
  private final Context context;
  private final Credits credits;
  private final Incoming incoming;
  private final long bytes;
  private final Consumer<Boolean> then;
  private final Runnable granted = this::granted;
  private boolean over;
  private long timer = -1;

  CreditWait(Context context, Incoming incoming, long bytes, Consumer<Boolean> then) {
    this.context = context;
    this.credits = incoming.route.credits();
    this.incoming = incoming;
    this.bytes = bytes;
    this.then = then;
  }

  void begin() {
    long left = (incoming.deadlineNanos - System.nanoTime()) / 1_000_000;
    timer = context.owner().setTimer(Math.max(1, left), fired -> onDeadline());
    if (!credits.tryAwait(bytes, granted)) {
      end(false);
    }
  }

  /** The credit is ours; called on any thread. */
  private void granted() {
    context.runOnContext(
        woken -> {
          if (over) {
            credits.giveBack(bytes); // too late
          } else {
            incoming.credit = bytes;
            end(true);
          }
        });
  }

  /** The sender has left: its place in line is for the next. */
  void leave() {
    if (!over) {
      onDeadline();
    }
  }

  private void onDeadline() {
    credits.cancel(granted);
    end(false);
  }

  private void end(boolean taken) {
    if (!over) {
      over = true;
      incoming.inLine = null;
      context.owner().cancelTimer(timer);
      then.accept(taken);
    }
  }
}
