package io.roundtrip.task;

import io.vertx.core.Vertx;

/** What an operation may say and ask about the task it is. Thread-safe, because straight-line code and its loop both use it. */
public interface TaskContext {
  /**
   * Says how far it is.
   *
   * @param fraction from 0 to 1
   * @param note what it is at, in words; may be empty
   */
  void progress(double fraction, String note);

  /** {@link #progress(double, String)} without words. */
  default void progress(double fraction) {
    progress(fraction, "");
  }

  /** Whether nobody wants its outcome any more; to be asked between steps of long work. */
  boolean isCancelled();

  /**
   * Does this when the task is cancelled, or at once if it was; never after the operation's end. On the runner's event loop.
   * Several are done in their order.
   */
  void onCancel(Runnable action);

  /** The Vert.x whose event loop the operation was started on; for clients and timers. */
  Vertx vertx();
}
