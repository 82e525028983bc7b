package io.roundtrip.management;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the engine takes messages. Thread-safe: set by the engine while it starts and drains, read by the management
 * port's loop.
 */
public final class Readiness {
  /** How far the engine is. */
  public enum State {
    /** Its ports open. */
    STARTING,
    /** It takes messages. */
    READY,
    /** It finishes what it accepted. */
    DRAINING
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.STARTING);

  /** How far the engine is now. */
  public State state() {
    return Objects.requireNonNull(state.get());
  }

  /** From now on the engine is this far. */
  public void to(State next) {
    state.set(next);
  }
}
