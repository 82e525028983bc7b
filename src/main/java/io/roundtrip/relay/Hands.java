package io.roundtrip.relay;

import io.roundtrip.store.Claim;
import java.util.HashSet;
import java.util.Set;

/**
 * All claims that this relay has, or may have, in the database: from before the statement that claims until
 * after the one that settles. Loop-confined. Bounded by the windows of the routes and by what waits to be settled.
 */
final class Hands {
  private final Set<Claim> held = new HashSet<>();
  private Set<Claim> refused = Set.of();
  private Runnable onEmpty = () -> {};

  /** Whether it was not held before, and may be. */
  boolean take(Claim claim) {
    return !refused.contains(claim) && held.add(claim);
  }

  /**
   * From now on these, and no others, are not taken: they are being given back to the database, and the answer that would bring
   * one of them is late.
   */
  void refuse(Set<Claim> claims) {
    refused = Set.copyOf(claims);
  }

  void drop(Claim claim) {
    if (held.remove(claim) && held.isEmpty()) {
      onEmpty.run();
    }
  }

  boolean has(Claim claim) {
    return held.contains(claim);
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
