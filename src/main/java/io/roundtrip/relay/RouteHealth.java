package io.roundtrip.relay;

import io.roundtrip.conf.RouteConf.Redelivery;
import org.jspecify.annotations.Nullable;

/**
 * Whether a route's destinations take messages, as one shard's rounds show it. Loop-confined and pure: time is given.
 *
 * <p>After so many different messages in a row that failed, nothing is tried but one message at a time, with pauses that grow,
 * until one goes well: what waits for a destination that is down costs nothing, however much it is. One message that always
 * fails is not the destination's fault, and holds nobody up.
 */
final class RouteHealth {
  /** So many messages in a row. */
  static final int FAILURES = 4;

  /** A destination that is back is noticed within this time. */
  private static final long LONGEST_PAUSE_MILLIS = 5_000;

  private final Redelivery redelivery;
  private @Nullable String lastFailed;
  private int failures;
  private int probes;
  private boolean probing;
  private long probeAtMillis;

  RouteHealth(Redelivery redelivery) {
    this.redelivery = redelivery;
  }

  boolean isSick() {
    return failures >= FAILURES;
  }

  /** How many may be begun now, of so many that there is room for. */
  int room(int free, long nowMillis) {
    if (!isSick()) {
      return free;
    }
    return probing || nowMillis < probeAtMillis ? 0 : Math.min(1, free);
  }

  /** When the next may be tried; only while it is sick. */
  long probeAtMillis() {
    return probeAtMillis;
  }

  /** One was claimed by {@link #room}. */
  void onBegun() {
    probing = isSick();
  }

  /** A destination answered: it is there. Says whether that is news. */
  boolean onSuccess() {
    boolean news = isSick();
    lastFailed = null;
    failures = 0;
    probes = 0;
    probing = false;
    return news;
  }

  /** The message failed, and its destinations may be why. Says whether the route is sick from now on. */
  boolean onFailure(String messageId, long nowMillis) {
    boolean wasSick = isSick();
    if (wasSick || !messageId.equals(lastFailed)) {
      failures = Math.min(FAILURES, failures + 1);
    }
    lastFailed = messageId;
    if (isSick()) {
      if (probing || !wasSick) {
        probes++;
      }
      probing = false;
      long pause = redelivery.pause(probes).toMillis();
      probeAtMillis = nowMillis + Math.min(pause, LONGEST_PAUSE_MILLIS);
    }
    return !wasSick && isSick();
  }

  /** What was begun was not tried after all. */
  void onNothing() {
    probing = false;
  }
}
