package io.roundtrip.queue;

import org.jspecify.annotations.Nullable;

/**
 * Wakes what has a time limit. Loop-confined. A hashed wheel: scheduling and cancelling are O(1) and allocate nothing, a
 * timer fires at the first {@link #advance} at or after its time, never before. It only wakes: who is woken looks at the
 * clock and decides.
 *
 * <p>Bounded by its timers, which are part of the messages they belong to.
 */
public final class TimerWheel {
  /** How far apart {@link #advance} should be called while the wheel is not empty, in nanoseconds (4 ms). */
  public static final long TICK_NANOS = 4_000_000;

  private static final int BUCKETS = 4096;

  private final @Nullable Timer[] buckets = new Timer[BUCKETS];
  private long lastTick;
  private int size;

  /** A wheel that starts at the given time. */
  public TimerWheel(long nowNanos) {
    lastTick = Math.floorDiv(nowNanos, TICK_NANOS);
  }

  /** Something with a time limit. Scheduled on one wheel at a time. */
  public abstract static class Timer {
    private long at;
    private int bucket = -1;
    private @Nullable Timer previous;
    private @Nullable Timer next;

    /** The time has come. The timer is no longer scheduled and may be scheduled again. */
    protected abstract void onTime(long nowNanos);

    /** Whether it waits for its time. */
    public final boolean isScheduled() {
      return bucket >= 0;
    }
  }

  /** Schedules the timer, in place of an earlier time if it has one. A time that has passed fires at the next tick. */
  public void schedule(Timer timer, long atNanos) {
    cancel(timer);
    long tick = Math.max(Math.floorDiv(atNanos + TICK_NANOS - 1, TICK_NANOS), lastTick + 1);
    timer.at = tick;
    int bucket = (int) Math.floorMod(tick, (long) BUCKETS);
    timer.bucket = bucket;
    Timer head = buckets[bucket];
    timer.next = head;
    timer.previous = null;
    if (head != null) {
      head.previous = timer;
    }
    buckets[bucket] = timer;
    size++;
  }

  /** Forgets the timer's time, if it has one. */
  public void cancel(Timer timer) {
    if (timer.bucket < 0) {
      return;
    }
    if (timer.previous == null) {
      buckets[timer.bucket] = timer.next;
    } else {
      timer.previous.next = timer.next;
    }
    if (timer.next != null) {
      timer.next.previous = timer.previous;
    }
    timer.bucket = -1;
    timer.previous = null;
    timer.next = null;
    size--;
  }

  /** Fires every timer whose time has come. */
  public void advance(long nowNanos) {
    long tick = Math.floorDiv(nowNanos, TICK_NANOS);
    if (size == 0) {
      lastTick = Math.max(lastTick, tick);
      return;
    }
    while (lastTick < tick) {
      lastTick = tick - lastTick > BUCKETS ? tick - BUCKETS : lastTick + 1;
      fire((int) Math.floorMod(lastTick, (long) BUCKETS), tick, nowNanos);
    }
  }

  /** Whether nothing is scheduled. */
  public boolean isEmpty() {
    return size == 0;
  }

  private void fire(int bucket, long tick, long nowNanos) {
    // A timer that fires may cancel any other, so the walk starts over after each.
    Timer timer = buckets[bucket];
    while (timer != null) {
      if (timer.at <= tick) {
        cancel(timer);
        timer.onTime(nowNanos);
        timer = buckets[bucket];
      } else {
        timer = timer.next;
      }
    }
  }
}
