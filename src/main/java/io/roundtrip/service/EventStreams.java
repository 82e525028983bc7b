package io.roundtrip.service;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The readers of events over HTTP of one shard. Loop-confined. */
final class EventStreams {
  /** How many there may be; one more is refused. */
  static final int MOST = 1_000;

  private final Set<EventStream> open = new HashSet<>();
  private long slowClosed;

  boolean isFull() {
    return open.size() >= MOST;
  }

  void add(EventStream stream) {
    open.add(stream);
  }

  void remove(EventStream stream) {
    open.remove(stream);
  }

  void onSlowClosed() {
    slowClosed++;
  }

  /** Closes those whose reader has taken nothing for too long. */
  void sweep(long nowNanos) {
    List.copyOf(open).forEach(stream -> stream.closeIfStuck(nowNanos));
  }

  /** Ends all: they go on elsewhere, or later, from where they are. */
  void endAll() {
    List.copyOf(open).forEach(EventStream::end);
  }

  int size() {
    return open.size();
  }

  long slowClosed() {
    return slowClosed;
  }
}
