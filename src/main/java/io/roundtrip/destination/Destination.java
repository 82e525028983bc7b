package io.roundtrip.destination;

import io.roundtrip.batch.BatchFigures;
import io.roundtrip.metrics.ArrayMeter;
import io.roundtrip.outcome.AttemptResult;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** One shard's way to one destination. Loop-confined. */
public interface Destination {
  /** An attempt, not begun. */
  Call call(Listener listener);

  /** What its batches are and have counted; null where it has none. */
  default @Nullable BatchFigures figures() {
    return null;
  }

  /** What its arrays have counted; null where it sends none. */
  default @Nullable ArrayMeter arrays() {
    return null;
  }

  /** Closes what it holds open. */
  Future<?> close();

  /** One attempt. */
  interface Call {
    /** Takes a connection; the listener hears {@code onConnected} or {@code onEnded}, maybe before this returns. */
    void connect();

    /** Sends the message; the listener hears {@code onEnded}, maybe before this returns. */
    void send(Outgoing message);

    /** Whether the message waits to be sent with others, and nothing of it was written. */
    default boolean isHeld() {
      return false;
    }

    /** Gives up: nothing is sent any more, and the listener hears nothing more. */
    void abandon();
  }

  /** Who makes the attempt. Called on the destination's loop. */
  interface Listener {
    /** There is a connection, and nothing was written. */
    void onConnected();

    /** The attempt is over. Called once. */
    void onEnded(AttemptResult result);
  }
}
