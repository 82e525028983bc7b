package io.roundtrip.batch;

import io.roundtrip.batch.BatchLimits.WhenIdle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides which records are a batch, and when. Loop-confined and pure: events come with their time, and {@link #poll}
 * says what to do.
 *
 * <p>Records wait in one line. A batch is taken from its head at the moment it is handed on: what was withdrawn before is
 * not in it, and what came while all batches were under way joins the next. It closes
 *
 * <ul>
 *   <li>at {@code count} records or {@code bytes}, whichever is first,
 *   <li>when its oldest record is {@code age} old,
 *   <li>under {@link WhenIdle#FLUSH}, as soon as no batch is under way and the last one is over for {@code rest},
 *   <li>once {@link #end} was said, as soon as one may be under way.
 * </ul>
 *
 * <p>Bounded by {@code waitingCount} and {@code waitingBytes}.
 */
final class BatchPolicy<R> {
  /** {@link #wakeAt} where no time matters. */
  static final long NEVER = Long.MAX_VALUE;

  private final BatchLimits limits;
  private final long ageNanos;
  private final long restNanos;
  private final long[] closed = new long[CloseReason.values().length];
  private @Nullable BatchEntry<R> head;
  private @Nullable BatchEntry<R> tail;
  private int waiting;
  private long waitingBytes;
  private int inFlight;
  private long rested;
  private boolean isResting;
  private boolean ended;

  BatchPolicy(BatchLimits limits) {
    this.limits = limits;
    this.ageNanos = limits.age().toNanos();
    this.restNanos = limits.rest().toNanos();
  }

  // Events ------------------------------------------------------------------------------------

  Admission offer(BatchEntry<R> entry, long nowNanos) {
    if (entry.waits || entry.over) {
      throw new IllegalStateException("an entry is offered once");
    }
    if (ended) {
      return Admission.ENDED;
    }
    boolean full =
        waiting >= limits.waitingCount()
            || (waiting > 0 && entry.bytes() > limits.waitingBytes() - waitingBytes);
    if (full) {
      return Admission.FULL;
    }
    entry.arrivedNanos = nowNanos;
    entry.waits = true;
    BatchEntry<R> last = tail;
    entry.previous = last;
    if (last == null) {
      head = entry;
    } else {
      last.next = entry;
    }
    tail = entry;
    waiting++;
    waitingBytes += entry.bytes();
    return Admission.TAKEN;
  }

  /** Takes the entry out of the line; false if it waits no longer. */
  boolean withdraw(BatchEntry<R> entry) {
    if (!entry.waits) {
      return false;
    }
    BatchEntry<R> before = entry.previous;
    BatchEntry<R> after = entry.next;
    if (before == null) {
      head = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      tail = before;
    } else {
      after.previous = before;
    }
    entry.previous = null;
    entry.next = null;
    entry.waits = false;
    waiting--;
    waitingBytes -= entry.bytes();
    return true;
  }

  /** A batch is over: committed, failed, or both in parts. */
  void done(long nowNanos) {
    if (inFlight == 0) {
      throw new IllegalStateException("no batch is under way");
    }
    inFlight--;
    isResting = restNanos > 0;
    rested = nowNanos + restNanos;
  }

  /** Takes nothing more; what waits is handed on whatever its limits. */
  void end() {
    ended = true;
  }

  // Commands ----------------------------------------------------------------------------------

  /** The batch to be written now, which is then under way; null if there is none. Asked until it is null. */
  @Nullable Batch<R> poll(long nowNanos) {
    BatchEntry<R> oldest = head;
    if (oldest == null || inFlight >= limits.inFlight()) {
      return null;
    }
    CloseReason reason = reason(oldest, nowNanos);
    if (reason == null) {
      return null;
    }
    inFlight++;
    closed[index(reason)]++;
    return new Batch<>(take(), reason);
  }

  /** When {@link #poll} may have an answer although nothing else happens; {@link #NEVER} if it will not. */
  long wakeAt() {
    BatchEntry<R> oldest = head;
    if (oldest == null || inFlight >= limits.inFlight()) {
      return NEVER;
    }
    long at = ageNanos == Long.MAX_VALUE ? NEVER : oldest.arrivedNanos + ageNanos;
    boolean rests = isResting && limits.whenIdle() == WhenIdle.FLUSH && inFlight == 0;
    return rests && (at == NEVER || rested - at < 0) ? rested : at;
  }

  private @Nullable CloseReason reason(BatchEntry<R> oldest, long nowNanos) {
    if (waiting >= limits.count() || waitingBytes >= limits.bytes()) {
      return full();
    }
    if (ageNanos != Long.MAX_VALUE && nowNanos - oldest.arrivedNanos >= ageNanos) {
      return CloseReason.AGE;
    }
    if (ended) {
      return CloseReason.END;
    }
    if (limits.whenIdle() != WhenIdle.FLUSH || inFlight > 0) {
      return null;
    }
    isResting &= nowNanos - rested < 0;
    return isResting ? null : CloseReason.IDLE;
  }

  /** Which limit ends the batch at the head of the line. */
  private CloseReason full() {
    long bytes = 0;
    int count = 0;
    for (BatchEntry<R> entry = head; entry != null; entry = entry.next) {
      if (count > 0 && entry.bytes() > limits.bytes() - bytes) {
        return CloseReason.BYTES;
      }
      bytes += entry.bytes();
      count++;
      if (count == limits.count()) {
        return CloseReason.COUNT;
      }
    }
    return CloseReason.BYTES;
  }

  private List<BatchEntry<R>> take() {
    List<BatchEntry<R>> batch = new ArrayList<>(Math.min(waiting, limits.count()));
    long bytes = 0;
    BatchEntry<R> entry = head;
    while (entry != null
        && batch.size() < limits.count()
        && (batch.isEmpty() || entry.bytes() <= limits.bytes() - bytes)) {
      bytes += entry.bytes();
      batch.add(entry);
      withdraw(entry);
      entry = head;
    }
    return batch;
  }

  // Figures -----------------------------------------------------------------------------------

  /** The record that waits longest. */
  @Nullable BatchEntry<R> oldest() {
    return head;
  }

  int waiting() {
    return waiting;
  }

  long waitingBytes() {
    return waitingBytes;
  }

  int inFlight() {
    return inFlight;
  }

  boolean isIdle() {
    return waiting == 0 && inFlight == 0;
  }

  /** How many batches were closed for that reason. */
  long closed(CloseReason reason) {
    return closed[index(reason)];
  }

  private static int index(CloseReason reason) {
    return switch (reason) {
      case COUNT -> 0;
      case BYTES -> 1;
      case AGE -> 2;
      case IDLE -> 3;
      case END -> 4;
    };
  }
}
