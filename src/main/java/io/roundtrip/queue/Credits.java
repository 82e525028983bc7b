package io.roundtrip.queue;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What may wait in one queue, in messages and in bytes. Thread-safe, because the shards of a route share it: whoever
 * takes a credit has it, whoever gives one back wakes one that waits.
 *
 * <p>A queue that is empty takes one message of any size, so that a message larger than {@code bytes} is not refused for
 * ever. A parent, if given, bounds the bytes of several queues together.
 */
public final class Credits {
  private final int capacity;
  private final long byteCapacity;
  private final @Nullable Credits parent;
  // Atomics: taken on the loop that received a message, given back on the loop that delivers it.
  private final AtomicInteger messages = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicInteger highWater = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final ConcurrentLinkedQueue<Runnable> waiters = new ConcurrentLinkedQueue<>();

  /** Credits for {@code capacity} messages of {@code byteCapacity} bytes together, out of what {@code parent} has left. */
  public Credits(int capacity, long byteCapacity, @Nullable Credits parent) {
    if (capacity < 1 || byteCapacity < 1) {
      throw new IllegalArgumentException(
          "capacity and bytes must be positive, got " + capacity + " and " + byteCapacity);
    }
    this.capacity = capacity;
    this.byteCapacity = byteCapacity;
    this.parent = parent;
  }

  /** Takes a credit for one message of {@code size} bytes; false if there is none. */
  public boolean tryTake(long size) {
    int taken = messages.incrementAndGet();
    if (taken > capacity) {
      messages.decrementAndGet();
      return false;
    }
    long sum = bytes.addAndGet(size);
    if ((sum > byteCapacity && taken > 1) || (parent != null && !parent.tryTake(size))) {
      bytes.addAndGet(-size);
      messages.decrementAndGet();
      return false;
    }
    if (taken > highWater.get()) {
      highWater.accumulateAndGet(taken, Math::max);
    }
    if (waiting.get() > 0 && hasRoom()) {
      wakeOne(); // what was given back at once may be enough for several
    }
    return true;
  }

  /** Gives back what {@link #tryTake} took for one message, and wakes the one that has waited longest. */
  public void giveBack(long size) {
    messages.decrementAndGet();
    bytes.addAndGet(-size);
    if (parent != null) {
      parent.giveBack(size);
    }
    if (waiting.get() > 0) {
      wakeOne();
    }
  }

  /** Changes what was taken for one message to its true size, once that is known; never refused. */
  public void correct(long from, long to) {
    bytes.addAndGet(to - from);
    if (parent != null) {
      parent.correct(from, to);
    }
  }

  /**
   * Waits for a credit: {@code wake} is called once, on any thread, when it is worth trying again. False, and {@code
   * wake} is not kept, if as many wait already as the queue has capacity.
   */
  public boolean tryAwait(Runnable wake) {
    if (parent != null && hasRoom() && !parent.hasRoom()) {
      return parent.tryAwait(wake);
    }
    if (waiting.incrementAndGet() > capacity) {
      waiting.decrementAndGet();
      return false;
    }
    waiters.add(wake);
    if (hasRoom()) {
      wakeOne(); // one was given back before we stood in line
    }
    return true;
  }

  /** Stops waiting; true if {@code wake} was not called and will not be. */
  public boolean cancel(Runnable wake) {
    if (waiters.remove(wake)) {
      waiting.decrementAndGet();
      return true;
    }
    return parent != null && parent.cancel(wake);
  }

  /** Whether somebody waits: who comes now stands in line. */
  public boolean hasWaiting() {
    return waiting.get() > 0;
  }

  private boolean hasRoom() {
    return messages.get() < capacity && bytes.get() < byteCapacity;
  }

  private void wakeOne() {
    Runnable wake = waiters.poll();
    if (wake != null) {
      waiting.decrementAndGet();
      wake.run();
    }
  }

  /** Whether more bytes are taken than may be: a size turned out larger than was known when the credit was taken. */
  public boolean isOver() {
    return bytes.get() > byteCapacity;
  }

  /** The most messages that may wait. */
  public int capacity() {
    return capacity;
  }

  /** Messages that wait now. */
  public int depth() {
    return messages.get();
  }

  /** Their bytes. */
  public long bytes() {
    return bytes.get();
  }

  /** The most messages that ever waited. */
  public int highWater() {
    return highWater.get();
  }
}
