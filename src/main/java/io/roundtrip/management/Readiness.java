package io.roundtrip.management;

import io.roundtrip.metrics.StoreState;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the engine takes messages. Thread-safe, because each fact is one atomic reference with one writer at a time: the
 * engine, which starts and drains, and the watch of its store. The management port's loop reads both.
 */
public final class Readiness {
  /** How far the engine is. */
  public enum State {
    /** Its ports open, or it waits for its store. */
    STARTING("starting"),
    /** It takes messages. */
    READY("ready"),
    /** It could take messages, but its store does not answer. */
    STORE_LOST("store-lost"),
    /** It finishes what it accepted. */
    DRAINING("draining");

    private final String text;

    State(String text) {
      this.text = text;
    }

    /** As the management port says it. */
    public String text() {
      return text;
    }
  }

  private final AtomicReference<State> engine = new AtomicReference<>(State.STARTING);
  private final AtomicReference<StoreState> store = new AtomicReference<>(StoreState.NONE);

  /** How far the engine is now. */
  public State state() {
    State now = Objects.requireNonNull(engine.get());
    return now == State.READY && isStoreDown() ? State.STORE_LOST : now;
  }

  /** Whether it is the store that keeps a starting or started engine from being ready. */
  public boolean isForTheStore() {
    return isStoreDown() && engine.get() != State.DRAINING;
  }

  /** Whether the store answers. */
  public StoreState store() {
    return Objects.requireNonNull(store.get());
  }

  /** From now on the engine is this far, its store aside. */
  public void to(State next) {
    engine.set(next);
  }

  /** From now on the store answers, or does not. */
  public void store(StoreState next) {
    store.set(next);
  }

  private boolean isStoreDown() {
    return store.get() == StoreState.DOWN;
  }
}
