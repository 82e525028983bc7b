package io.roundtrip.delivery;

import io.roundtrip.queue.TimerWheel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;

/** Time and loops of a simulation: tasks of all shards run one after another, interleaved at random. */
final class VirtualTime {
  private record Timed(long at, long order, int shard, Runnable task) {}

  private final Random random;
  private final List<ArrayDeque<Runnable>> loops = new ArrayList<>();
  private final List<TimerWheel> wheels = new ArrayList<>();
  private final PriorityQueue<Timed> later =
      new PriorityQueue<>(
          (a, b) -> a.at == b.at ? Long.compare(a.order, b.order) : Long.compare(a.at, b.at));
  private long now;
  private long serial;

  VirtualTime(Random random, int shards, long start) {
    this.random = random;
    this.now = start;
    for (int i = 0; i < shards; i++) {
      loops.add(new ArrayDeque<>());
      wheels.add(new TimerWheel(start));
    }
  }

  long now() {
    return now;
  }

  TimerWheel wheel(int shard) {
    return wheels.get(shard);
  }

  int shards() {
    return loops.size();
  }

  void post(int shard, Runnable task) {
    loops.get(shard).add(task);
  }

  void postAfter(int shard, long nanos, Runnable task) {
    if (nanos <= 0) {
      post(shard, task);
    } else {
      later.add(new Timed(now + nanos, serial++, shard, task));
    }
  }

  /** Runs one task of a random shard; false if none has any. */
  boolean runOne() {
    int start = random.nextInt(loops.size());
    for (int i = 0; i < loops.size(); i++) {
      Runnable task = loops.get((start + i) % loops.size()).poll();
      if (task != null) {
        task.run();
        return true;
      }
    }
    return false;
  }

  /** Goes to the next moment at which anything happens; false if nothing will. */
  boolean advance() {
    boolean ticking = wheels.stream().anyMatch(wheel -> !wheel.isEmpty());
    if (!ticking && later.isEmpty()) {
      return false;
    }
    long tick = (Math.floorDiv(now, TimerWheel.TICK_NANOS) + 1) * TimerWheel.TICK_NANOS;
    Timed first = later.peek();
    if (first == null || (ticking && tick <= first.at)) {
      now = tick;
      for (int i = 0; i < wheels.size(); i++) {
        TimerWheel wheel = wheels.get(i);
        post(i, () -> wheel.advance(now));
      }
    } else {
      now = first.at;
      while (first != null && first.at == now) {
        later.poll();
        post(first.shard, first.task);
        first = later.peek();
      }
    }
    return true;
  }
}
