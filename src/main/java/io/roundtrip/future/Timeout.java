package io.roundtrip.future;

import io.vertx.core.Completable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@code timeout}: the future's outcome, or {@link TimedOut} if there is none in time. Confined to its {@link Place}.
 *
 * <p>A late outcome is consumed and dropped. The work is not stopped: it may still succeed.
 */
final class Timeout<T extends @Nullable Object> implements Joint {
  private final Completable<? super T> out;
  private final Duration limit;
  private Timers.@Nullable Timer timer;
  private boolean over;

  private Timeout(Duration limit, Completable<? super T> out) {
    this.limit = limit;
    this.out = out;
  }

  /** Refuses what cannot be begun, before anything is made. */
  static void check(Duration limit) {
    if (limit.isNegative()) {
      throw new IllegalArgumentException("a timeout must not be negative, got " + limit);
    }
  }

  static <F, T extends @Nullable Object> void start(
      Place<F> place, F future, Duration limit, Completable<? super T> out) {
    Timeout<T> timeout = new Timeout<>(limit, out);
    place.begin(
        () -> {
          place.listen(future, timeout, 0);
          if (!timeout.over) {
            timeout.timer = place.later(limit, timeout::onTime);
          }
        });
  }

  private void onTime() {
    if (!over) {
      over = true;
      out.fail(new TimedOut(limit));
    }
  }

  @Override
  public void arrived(
      @Nullable Object target, int index, @Nullable Object value, @Nullable Throwable error) {
    if (over) {
      Ignored.JOINT.arrived(null, 0, value, error);
      return;
    }
    over = true;
    if (timer != null) {
      timer.cancel();
    }
    out.complete(Untyped.as(value), error);
  }
}
