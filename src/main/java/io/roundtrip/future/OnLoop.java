package io.roundtrip.future;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The calling loop: whatever runs there is a turn. Immutable. */
final class OnLoop<T extends @Nullable Object> implements Place<LoopFuture<T>> {
  private final @Nullable Timers timers;

  /** A place without timers. */
  OnLoop() {
    this(null);
  }

  OnLoop(@Nullable Timers timers) {
    this.timers = timers;
  }

  @Override
  public void begin(Runnable turn) {
    turn.run();
  }

  @Override
  public void listen(LoopFuture<T> future, Joint joint, int index) {
    try {
      Objects.requireNonNull(future, NO_FUTURE).expectUsable("a combinator");
    } catch (IllegalStateException misuse) {
      joint.arrived(null, index, null, misuse);
      return;
    }
    future.join(joint, null, index);
  }

  @Override
  public Timers.Timer later(Duration delay, Runnable turn) {
    if (timers == null) {
      throw new IllegalStateException("this combinator has no timers");
    }
    return timers.start(delay, turn);
  }
}
