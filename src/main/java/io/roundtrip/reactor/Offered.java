package io.roundtrip.reactor;

/** What became of a task that was offered to a core. */
public enum Offered {
  /** It is queued. */
  ACCEPTED,
  /** The core's queue of that priority is full; the task will not run. */
  FULL,
  /** The core has stopped; the task will not run. */
  STOPPED
}
