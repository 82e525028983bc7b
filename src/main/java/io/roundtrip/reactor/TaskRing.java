package io.roundtrip.reactor;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue of tasks, first in first out. Thread-safe for {@link #offer} and {@link #close}, because a place is
 * claimed by compare-and-set before it is filled; the rest belongs to the one loop that takes tasks out.
 *
 * <p>A ring and not links: offering makes no garbage. Its slots are made by the first task.
 */
final class TaskRing {
  /** Set in {@link #tail} once closed, so that no place can be claimed after it. */
  private static final long CLOSED = 1L << 62;

  private final int bound;

  /** The slots; atomic, because the first tasks may come from several threads. */
  private final AtomicReference<@Nullable AtomicReferenceArray<@Nullable Runnable>> slots =
      new AtomicReference<>();

  /** The next place to claim. */
  private final AtomicLong tail = new AtomicLong();

  /** The next place to take from; written by the loop alone, after it has emptied the slot. */
  private final AtomicLong head = new AtomicLong();

  /** A ring for so many tasks, a power of two. */
  TaskRing(int bound) {
    if (Integer.bitCount(bound) != 1) {
      throw new IllegalArgumentException("a ring's bound must be a power of two, got " + bound);
    }
    this.bound = bound;
  }

  /** Adds a task; false if the ring is full or closed. */
  boolean offer(Runnable task) {
    AtomicReferenceArray<@Nullable Runnable> ring = slots();
    long at;
    do {
      at = tail.get();
      if ((at & CLOSED) != 0 || at - head.get() >= bound) {
        return false;
      }
    } while (!tail.compareAndSet(at, at + 1));
    ring.set((int) at & bound - 1, task);
    return true;
  }

  private AtomicReferenceArray<@Nullable Runnable> slots() {
    AtomicReferenceArray<@Nullable Runnable> made = slots.get();
    if (made != null) {
      return made;
    }
    AtomicReferenceArray<@Nullable Runnable> mine = new AtomicReferenceArray<>(bound);
    AtomicReferenceArray<@Nullable Runnable> first = slots.compareAndExchange(null, mine);
    return first == null ? mine : first;
  }

  /** Takes the first task out, or null. Null also while the thread that claimed its place has not filled it yet. */
  @Nullable Runnable poll() {
    AtomicReferenceArray<@Nullable Runnable> ring = slots.get();
    if (ring == null) {
      return null;
    }
    long at = head.get();
    int slot = (int) at & bound - 1;
    Runnable task = ring.get(slot);
    if (task != null) {
      ring.lazySet(slot, null);
      head.set(at + 1);
    }
    return task;
  }

  /** Whether {@link #poll} has something. */
  boolean hasNext() {
    AtomicReferenceArray<@Nullable Runnable> ring = slots.get();
    return ring != null && ring.get((int) head.get() & bound - 1) != null;
  }

  /** How many places are taken. */
  int size() {
    return (int) ((tail.get() & ~CLOSED) - head.get());
  }

  /** Refuses every later offer; what is in stays. */
  void close() {
    tail.getAndUpdate(at -> at | CLOSED);
  }

  boolean isClosed() {
    return (tail.get() & CLOSED) != 0;
  }
}
