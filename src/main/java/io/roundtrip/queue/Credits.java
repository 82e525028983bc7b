package io.roundtrip.queue;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What may wait in one queue, in messages and in bytes. Thread-safe, because the shards of a route share it: whoever
 * takes a credit has it, and a credit that is given back goes to who has waited longest before anybody else can take it.
 *
 * <p>A queue that holds no bytes takes one message of any size, so that a message larger than {@code bytes} is not
 * refused for ever. A parent, if given, bounds several queues together, by the same rule.
 */
public final class Credits {
  private static final int BYTE_BITS = 40;
  private static final long ONE_MESSAGE = 1L << BYTE_BITS;
  private static final long BYTES = ONE_MESSAGE - 1;
  private static final int MOST_MESSAGES = (1 << (63 - BYTE_BITS)) - 1;

  private final int capacity;
  private final @Nullable TargetWait targetWait;
  private final long byteCapacity;
  private final @Nullable Credits parent;
  // Atomics: taken on the loop that received a message, given back on the loop that delivers it.
  // Messages and bytes are one number, so that a refused message never holds what another needs.
  private final AtomicLong taken = new AtomicLong();
  private final AtomicInteger highWater = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ConcurrentLinkedQueue<Waiter> waiters = new ConcurrentLinkedQueue<>();
  // Counts who asked for the line to be served; only who finds it at zero serves.
  private final AtomicInteger serving = new AtomicInteger();
  // Queues whose first in line found no room in this parent; each is here at most once.
  private final ConcurrentLinkedQueue<Credits> hungry = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isHungry = new AtomicBoolean();

  private record Waiter(long size, Runnable granted) {}

  /** Credits for {@code capacity} messages of {@code byteCapacity} bytes together, out of what {@code parent} has left. */
  public Credits(int capacity, long byteCapacity, @Nullable Credits parent) {
    this(capacity, byteCapacity, parent, null);
  }

  /**
   * Credits for less than the capacity while the wait would be too long.
   *
   * @param targetWait what may wait at the pace of the moment. It rises only when a message leaves, whose credit given
   *     back then serves the line
   */
  public Credits(
      int capacity, long byteCapacity, @Nullable Credits parent, @Nullable TargetWait targetWait) {
    if (capacity < 1 || byteCapacity < 1) {
      throw new IllegalArgumentException(
          "capacity and bytes must be positive, got " + capacity + " and " + byteCapacity);
    }
    this.capacity = Math.min(capacity, MOST_MESSAGES);
    this.targetWait = targetWait;
    this.byteCapacity = Math.min(byteCapacity, BYTES / 2);
    this.parent = parent;
  }

  /** Takes a credit for one message of {@code size} bytes; false if there is none, or somebody stands in line. */
  public boolean tryTake(long size) {
    if (waiting.get() > 0) {
      return false;
    }
    if (take(size)) {
      return true;
    }
    serve(); // what the parent refused was held here for a moment
    return false;
  }

  /** Gives back what was taken for one message. */
  public void giveBack(long size) {
    release(ONE_MESSAGE + size);
    serve();
  }

  /** Changes what was taken for one message to its true size, once that is known; never refused. */
  public void correct(long from, long to) {
    release(from - to);
    if (to < from) {
      serve();
    }
  }

  /**
   * Changes what was taken for one message to the size of another that takes its place; false, and nothing changes, if
   * the bytes do not suffice.
   */
  public boolean tryReplace(long from, long to) {
    if (to > from) {
      return grow(from, to);
    }
    correct(from, to);
    return true;
  }

  private boolean grow(long from, long to) {
    long before = taken.get();
    while (fits((before & BYTES) - from, to)) {
      if (taken.compareAndSet(before, before + to - from)) {
        if (parent != null && !parent.grow(from, to)) {
          taken.addAndGet(from - to);
          return false;
        }
        return true;
      }
      before = taken.get();
    }
    return false;
  }

  /** Makes what was taken for two messages one credit for all of their bytes. */
  public void join() {
    release(ONE_MESSAGE);
    serve();
  }

  /**
   * Stands in line for a credit: {@code granted} is called once, on any thread and maybe within this call, and the
   * credit is then taken. False, and {@code granted} is not kept, if as many wait already as the queue has capacity.
   */
  public boolean tryAwait(long size, Runnable granted) {
    if (waiting.incrementAndGet() > capacity) {
      waiting.decrementAndGet();
      return false;
    }
    waiters.add(new Waiter(size, granted));
    serve(); // one may have been given back before we stood in line
    return true;
  }

  /** Leaves the line; false if {@code granted} was called or is about to be: its credit must then be given back. */
  public boolean cancel(Runnable granted) {
    for (Waiter waiter : waiters) {
      if (waiter.granted() == granted && waiters.remove(waiter)) {
        waiting.decrementAndGet();
        serve(); // the next in line may be smaller
        return true;
      }
    }
    return false;
  }

  private boolean take(long size) {
    long before = taken.get();
    while (hasRoom(before, size)) {
      if (taken.compareAndSet(before, before + ONE_MESSAGE + size)) {
        if (parent != null && !parent.take(size)) {
          taken.addAndGet(-ONE_MESSAGE - size);
          return false;
        }
        int depth = (int) ((before >>> BYTE_BITS) + 1);
        if (depth > highWater.get()) {
          highWater.accumulateAndGet(depth, Math::max);
        }
        return true;
      }
      before = taken.get();
    }
    return false;
  }

  private boolean hasRoom(long now, long size) {
    return now >>> BYTE_BITS < effectiveCapacity() && fits(now & BYTES, size);
  }

  private boolean fits(long bytes, long size) {
    return bytes == 0 || bytes + size <= byteCapacity;
  }

  private void release(long amount) {
    taken.addAndGet(-amount);
    if (parent != null) {
      parent.release(amount);
    }
    // As many as there are now: one that is still hungry comes back to the end of the line.
    for (int i = hungry.isEmpty() ? 0 : hungry.size(); i > 0; i--) {
      Credits queue = hungry.poll();
      if (queue != null) {
        queue.isHungry.set(false);
        queue.serve();
      }
    }
  }

  private void serve() {
    if (waiting.get() == 0 || serving.getAndIncrement() != 0) {
      return;
    }
    int asked = 1;
    do {
      Waiter first = waiters.peek();
      while (first != null && takeForFirst(first.size())) {
        if (waiters.remove(first)) {
          waiting.decrementAndGet();
          first.granted().run();
        } else {
          release(ONE_MESSAGE + first.size()); // it left the line
        }
        first = waiters.peek();
      }
      asked = serving.addAndGet(-asked);
    } while (asked != 0);
  }

  private boolean takeForFirst(long size) {
    if (take(size)) {
      return true;
    }
    if (parent == null || !hasRoom(taken.get(), size)) {
      return false; // who gives back here serves the line
    }
    if (isHungry.compareAndSet(false, true)) {
      parent.hungry.add(this);
    }
    return take(size); // the parent may have had something back before we were hungry
  }

  /** Whether more bytes are taken than may be: a size turned out larger than was known when the credit was taken. */
  public boolean isOver() {
    return bytes() > byteCapacity;
  }

  /** Whether a message of this size may wait together with others: a larger one needs the queue for itself. */
  public boolean mayShare(long size) {
    return size <= byteCapacity && (parent == null || parent.mayShare(size));
  }

  /**
   * Whether a message of this size would fit if all that is taken here were given back: else what is in its way belongs to
   * other queues of the same parent. True although less than all may be given back.
   */
  public boolean couldFit(long size) {
    return mayShare(size) && (parent == null || parent.fits(parent.bytes() - bytes(), size));
  }

  /** The most messages that may wait. */
  public int capacity() {
    return capacity;
  }

  /** The most messages that may wait now. */
  public int effectiveCapacity() {
    return targetWait == null ? capacity : Math.min(capacity, targetWait.effectiveCapacity());
  }

  /** What bounds the wait; null if nothing does. */
  public @Nullable TargetWait targetWait() {
    return targetWait;
  }

  /** Messages that have a credit now. */
  public int depth() {
    return (int) (taken.get() >>> BYTE_BITS);
  }

  /** Their bytes. */
  public long bytes() {
    return taken.get() & BYTES;
  }

  /** Who stands in line for a credit now. */
  public int waiting() {
    return waiting.get();
  }

  /** The most messages that ever had a credit at once. */
  public int highWater() {
    return highWater.get();
  }
}
