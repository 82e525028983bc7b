package io.roundtrip.relay;

import java.util.HashSet;
import java.util.Set;

/**
 * The ids of all that this relay has, or may have, a claim on in the database: from before the statement that claims until
 * after the one that settles. Loop-confined. Bounded by the windows of the routes and by what waits to be settled.
 */
final class Hands {
  private final Set<String> held = new HashSet<>();
  private Runnable onEmpty = () -> {};

  /** Whether it was not held before. */
  boolean take(String messageId) {
    return held.add(messageId);
  }

  void drop(String messageId) {
    if (held.remove(messageId) && held.isEmpty()) {
      onEmpty.run();
    }
  }

  boolean has(String messageId) {
    return held.contains(messageId);
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  int size() {
    return held.size();
  }

  void onEmpty(Runnable listener) {
    onEmpty = listener;
  }
}
