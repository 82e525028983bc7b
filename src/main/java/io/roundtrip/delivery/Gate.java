package io.roundtrip.delivery;

import io.roundtrip.conf.DestinationConf;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A destination's slots and breaker. Thread-safe, because the shards of a route share it.
 *
 * <p>A shard that finds no slot stands in line, once, for the message that has waited longest there, and the slots that become
 * free go to the messages that have waited longest, before anybody else can take them. A message behind 50 others waits for 50,
 * however unevenly they are spread over the shards, and a busy shard cannot starve another.
 */
public final class Gate {
  /** A shard that stands in line for a slot. */
  @FunctionalInterface
  public interface Waiter {
    /** A slot is yours. Called once for each time in line, on any thread. */
    void granted();
  }

  private final int slots;
  private final @Nullable Breaker breaker;
  // Atomics and a queue of many threads: taken and given back on the loops of all shards.
  private final AtomicInteger free;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong places = new AtomicLong();
  private final PriorityBlockingQueue<Place> line = new PriorityBlockingQueue<>();

  /** A place in line. By age; among equals, who came first. */
  private record Place(long sinceNanos, long number, Waiter waiter) implements Comparable<Place> {
    @Override
    public int compareTo(Place other) {
      int byAge = Long.signum(sinceNanos - other.sinceNanos); // the clock may pass its end
      return byAge == 0 ? Long.compare(number, other.number) : byAge;
    }
  }

  /** The gate of a destination. */
  public Gate(DestinationConf conf) {
    this.slots = conf.concurrency();
    this.breaker = conf.breaker() == null ? null : new Breaker(conf.breaker());
    this.free = new AtomicInteger(slots);
  }

  /** Takes a slot if one is free and nobody stands in line; never waits. */
  public boolean tryTake() {
    int now = free.get();
    while (now > 0 && waiting.get() == 0) {
      if (free.compareAndSet(now, now - 1)) {
        return true;
      }
      now = free.get();
    }
    return false;
  }

  /**
   * Stands in line. The waiter may be called before this returns.
   *
   * @param sinceNanos when the message that wants the slot arrived
   */
  public void await(long sinceNanos, Waiter waiter) {
    line.add(new Place(sinceNanos, places.getAndIncrement(), waiter));
    waiting.incrementAndGet();
    serve(); // a slot may have become free before we stood in line
  }

  /** Gives a slot back. */
  public void giveBack() {
    free.incrementAndGet();
    if (waiting.get() > 0) {
      serve();
    }
  }

  private void serve() {
    while (waiting.get() > 0) {
      int now = free.get();
      if (now <= 0) {
        return;
      }
      if (!free.compareAndSet(now, now - 1)) {
        continue;
      }
      Place first = line.poll();
      if (first == null) {
        free.incrementAndGet();
        if (waiting.get() == 0) {
          return;
        }
        continue; // another thread is between its two steps of serving
      }
      waiting.decrementAndGet();
      first.waiter().granted();
    }
  }

  /** The circuit breaker; null if the conf has none. */
  public @Nullable Breaker breaker() {
    return breaker;
  }

  /** All slots. */
  public int slots() {
    return slots;
  }

  /** Slots that are taken now. */
  public int inUse() {
    return slots - free.get();
  }
}
