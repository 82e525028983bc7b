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
  private final Runnable wake = this::wake;
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
    if (!credits.tryAwait(wake)) {
      end(false);
      return;
    }
    long left = (incoming.deadlineNanos - System.nanoTime()) / 1_000_000;
    timer = context.owner().setTimer(Math.max(1, left), fired -> onDeadline());
  }

  private void wake() {
    context.runOnContext(woken -> tryAgain());
  }

  private void tryAgain() {
    if (over || incoming.senderLeft) {
      passOn();
      end(false);
    } else if (credits.tryTake(bytes)) {
      incoming.credit = bytes;
      end(true);
    } else if (!credits.tryAwait(wake)) {
      end(false);
    }
  }

  /** Woken for nothing: somebody else may have use for it. */
  private void passOn() {
    if (credits.tryTake(0)) {
      credits.giveBack(0);
    }
  }

  private void onDeadline() {
    credits.cancel(wake);
    end(false);
  }

  private void end(boolean taken) {
    if (over) {
      return;
    }
    over = true;
    if (timer >= 0) {
      context.owner().cancelTimer(timer);
    }
    then.accept(taken);
  }
}
