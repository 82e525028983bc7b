package io.roundtrip.future;

import io.vertx.core.Completable;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * {@code retry}: an asynchronous step again and again, by a {@link RetryPolicy}. Confined to its {@link Place}.
 *
 * <p>Fails with the last error, to which the earlier ones are attached, at most {@value #MOST_ATTACHED} of them.
 */
final class Retry<F, T extends @Nullable Object> implements Joint {
  private static final int MOST_ATTACHED = 16;

  private final Place<F> place;
  private final RetryPolicy policy;
  private final RandomGenerator random;
  private final IntFunction<? extends F> step;
  private final Completable<? super T> out;
  private final Throwable[] earlier;
  private int attempt;

  private Retry(
      Place<F> place,
      RetryPolicy policy,
      RandomGenerator random,
      IntFunction<? extends F> step,
      Completable<? super T> out) {
    this.place = place;
    this.policy = policy;
    this.random = random;
    this.step = step;
    this.out = out;
    this.earlier = new Throwable[Math.min(MOST_ATTACHED, policy.attempts() - 1)];
  }

  static <F, T extends @Nullable Object> void start(
      Place<F> place,
      RetryPolicy policy,
      IntFunction<? extends F> step,
      Completable<? super T> out) {
    start(place, policy, ThreadLocalRandom.current(), step, out);
  }

  static <F, T extends @Nullable Object> void start(
      Place<F> place,
      RetryPolicy policy,
      RandomGenerator random,
      IntFunction<? extends F> step,
      Completable<? super T> out) {
    place.begin(new Retry<>(place, policy, random, step, out)::tryOnce);
  }

  private void tryOnce() {
    attempt++;
    try {
      place.listen(step.apply(attempt), this, attempt);
    } catch (Throwable thrown) {
      arrived(null, attempt, null, thrown);
    }
  }

  @Override
  public void arrived(
      @Nullable Object target, int index, @Nullable Object value, @Nullable Throwable error) {
    if (error == null) {
      out.succeed(Untyped.as(value));
    } else if (attempt >= policy.attempts() || !isWorthAnother(error)) {
      out.fail(withEarlier(error));
    } else {
      if (attempt <= earlier.length) {
        earlier[attempt - 1] = error;
      }
      Duration delay = policy.delayBefore(attempt + 1, random);
      place.later(delay, this::tryOnce);
    }
  }

  private boolean isWorthAnother(Throwable error) {
    try {
      return policy.retries().test(error);
    } catch (Throwable bug) {
      Errors.attach(error, bug);
      return false;
    }
  }

  private Throwable withEarlier(Throwable last) {
    for (Throwable one : earlier) {
      if (one != null && one != last) {
        Errors.attach(last, one);
      }
    }
    return last;
  }
}
