package io.roundtrip.reactor;

/** How soon a queued task runs. {@link TaskQueue} has the rule; none of them starves. */
public enum Priority {
  /** Before all others. */
  HIGH,
  /** What has no reason to be anything else. */
  NORMAL,
  /** When there is nothing else to do, and now and then all the same. */
  IDLE
}
