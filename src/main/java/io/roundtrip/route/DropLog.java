package io.roundtrip.route;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the log that a route drops messages: at once, and how many more there were after each ten seconds in which there
 * were any. Loop-confined.
 */
public final class DropLog {
  private static final Logger LOG = LoggerFactory.getLogger(DropLog.class);
  private static final long PAUSE_NANOS = 10_000_000_000L;

  private final String route;
  private final String which;
  private long untold;
  private long nextNanos;
  private boolean begun;

  /**
   * The log of one stage of one shard.
   *
   * @param which {@code newest} or {@code oldest}
   */
  public DropLog(String route, String which) {
    this.route = route;
    this.which = which;
  }

  /** So many were dropped now. */
  public void dropped(long messages, long nowNanos) {
    untold += messages;
    if (untold > 0 && (!begun || nowNanos - nextNanos >= 0)) {
      begun = true;
      nextNanos = nowNanos + PAUSE_NANOS;
      LOG.warn(
          "the queue is full: the {} messages are dropped route={} dropped={}",
          which,
          route,
          untold);
      untold = 0;
    }
  }
}
