package io.roundtrip.worker;

import io.roundtrip.state.Entity;
import org.jspecify.annotations.Nullable;

/** A message at the state of its key, which it holds until it has settled. Loop-confined. */
final class Visit {
  final String key;

  /** What the state will be if the message is delivered. */
  final Entity next;

  /** Whether the message's outcome has been applied to it. */
  boolean applied;

  /** The state as it was made by this message; null if it changed nothing. */
  @Nullable Entity made;

  Visit(String key, Entity next) {
    this.key = key;
    this.next = next;
  }
}
