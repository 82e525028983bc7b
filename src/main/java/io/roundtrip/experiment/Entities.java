package io.roundtrip.experiment;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * State that updates change and queries read: entities of numbers that are always equal, unless one is read in the middle of an
 * update. With a lock thread-safe, because whoever touches an entity holds it; without, loop-confined.
 */
final class Entities {
  static final int COUNT = 1_000;

  private static final int NUMBERS = 8;
  private static final int PAGE = 100;

  private final long[][] entities = new long[COUNT][NUMBERS];
  // Held by the loop that updates and by the thread that reads: what it costs both is the question.
  private final @Nullable ReentrantLock lock;

  Entities(boolean isLocked) {
    lock = isLocked ? new ReentrantLock() : null;
  }

  void update(int entity) {
    ReentrantLock held = lock;
    if (held == null) {
      change(entity);
      return;
    }
    held.lock();
    try {
      change(entity);
    } finally {
      held.unlock();
    }
  }

  private void change(int entity) {
    long[] numbers = entities[entity];
    for (int i = 0; i < NUMBERS; i++) {
      numbers[i]++;
    }
  }

  /** Reads entities from this one on, and says whether each was whole. */
  boolean isPageWhole(int from) {
    ReentrantLock held = lock;
    if (held == null) {
      return read(from);
    }
    held.lock();
    try {
      return read(from);
    } finally {
      held.unlock();
    }
  }

  private boolean read(int from) {
    boolean whole = true;
    for (int i = 0; i < PAGE; i++) {
      long[] numbers = entities[(from + i) % COUNT];
      for (int j = 1; j < NUMBERS; j++) {
        whole &= numbers[j] == numbers[0];
      }
    }
    return whole;
  }
}
