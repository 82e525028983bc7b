package io.roundtrip.delivery;

import io.roundtrip.conf.DestinationConf;

/**
 * A destination's circuit breaker: closed → open after so many failures in a row → after a while one message may try,
 * whose end closes or opens it again. Thread-safe, because the shards share it; the lock is held for a few
 * instructions, and a closed breaker without failures is read without it.
 */
public final class Breaker {
  /** What a message that wants to pass is told. */
  public enum Passage {
    /** It may go. */
    CLOSED,
    /** It may go, and its end decides. */
    PROBE,
    /** It may not. */
    OPEN
  }

  private final int limit;
  private final long openNanos;
  // Volatile for the unlocked look at a breaker that has nothing to say; changed under the lock
  // alone.
  private volatile boolean quiet = true;
  private int failures;
  private boolean open;
  private long openUntil;
  private boolean probing;
  private long openings;

  /** A closed breaker. */
  public Breaker(DestinationConf.Breaker conf) {
    this.limit = conf.failures();
    this.openNanos = conf.openFor().toNanos();
  }

  /** Asks to pass. Who gets {@link Passage#PROBE} must say how it ended, or {@link #cancelProbe}. */
  public Passage tryPass(long nowNanos) {
    if (quiet) {
      return Passage.CLOSED;
    }
    synchronized (this) {
      if (!open) {
        return Passage.CLOSED;
      }
      if (probing || nowNanos - openUntil < 0) {
        return Passage.OPEN;
      }
      probing = true;
      return Passage.PROBE;
    }
  }

  /** An attempt ended with a destination that is there. */
  public void onSuccess(boolean probe) {
    if (quiet) {
      return;
    }
    synchronized (this) {
      if (open && !probe) {
        return; // sent before it opened: says nothing about now
      }
      open = false;
      probing = false;
      failures = 0;
      quiet = true;
    }
  }

  /** An attempt failed. */
  public synchronized void onFailure(boolean probe, long nowNanos) {
    quiet = false;
    if (open && !probe) {
      return;
    }
    failures++;
    if (probe || failures >= limit) {
      open = true;
      probing = false;
      openUntil = nowNanos + openNanos;
      openings++;
    }
  }

  /** The message that was to probe sent nothing. */
  public synchronized void cancelProbe() {
    probing = false;
  }

  /** Whether a message would be turned away now, without asking to pass. */
  public boolean isOpen(long nowNanos) {
    if (quiet) {
      return false;
    }
    synchronized (this) {
      return open && (probing || nowNanos - openUntil < 0);
    }
  }

  /** How long it stays open at least; 0 if it does not. */
  public synchronized long remainingNanos(long nowNanos) {
    return open ? Math.max(0, openUntil - nowNanos) : 0;
  }

  /** How often it opened. */
  public synchronized long openings() {
    return openings;
  }
}
