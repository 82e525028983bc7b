package io.roundtrip.delivery;

import org.jspecify.annotations.Nullable;

/**
 * What waits, by its arrival and whatever its lane: who is dropped first, and how old the oldest is. Loop-confined; each
 * operation is O(1) and allocates nothing.
 *
 * @param <C> what the shell attaches to a message
 */
final class ArrivalOrder<C> {
  private @Nullable Message<C> oldest;
  private @Nullable Message<C> newest;
  private int size;

  void add(Message<C> message) {
    message.older = newest;
    if (newest == null) {
      oldest = message;
    } else {
      newest.newer = message;
    }
    newest = message;
    size++;
  }

  /** Forgets a message that is here. */
  void remove(Message<C> message) {
    if (message.older == null) {
      oldest = message.newer;
    } else {
      message.older.newer = message.newer;
    }
    if (message.newer == null) {
      newest = message.older;
    } else {
      message.newer.older = message.older;
    }
    message.older = null;
    message.newer = null;
    size--;
  }

  @Nullable Message<C> oldest() {
    return oldest;
  }

  int size() {
    return size;
  }
}
