package io.roundtrip.pg;

import io.roundtrip.queue.TimerWheel;

/** An operation that needs a connection and has a deadline. Loop-confined. */
abstract class Wait extends TimerWheel.Timer {
  final long deadlineNanos;

  Wait(long deadlineNanos) {
    this.deadlineNanos = deadlineNanos;
  }

  /** Whether it wants a connection for itself. */
  abstract boolean isExclusive();

  /** It has its connection. */
  abstract void granted(Link link);

  /** It gets none: nothing was asked of the server. */
  abstract void refused(PgFailure why);

  /** Its deadline passed while it waited or later; it waits no longer. */
  abstract void onDeadline();

  final boolean isPast(long nowNanos) {
    return deadlineNanos - nowNanos <= 0;
  }
}
