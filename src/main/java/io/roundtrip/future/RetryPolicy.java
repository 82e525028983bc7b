package io.roundtrip.future;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * When and how often something that failed is tried again. Immutable.
 *
 * @param attempts how many in all, at least 1
 * @param delay before the second attempt; zero for as soon as the timers can
 * @param factor by what each later delay is longer, at least 1
 * @param mostDelay no delay is longer
 * @param jitter which part of a delay is left to chance, from 0 (none) to 1 (all of it): with 0.5 a delay of 100 ms lasts 50
 *     to 100 ms, so that many who failed together do not come back together
 * @param retries which errors are worth another attempt
 */
public record RetryPolicy(
    int attempts,
    Duration delay,
    double factor,
    Duration mostDelay,
    double jitter,
    Predicate<? super Throwable> retries) {
  /** Checks the ranges. */
  public RetryPolicy {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, got " + attempts);
    }
    if (delay.isNegative() || mostDelay.isNegative()) {
      throw new IllegalArgumentException(
          "delays must not be negative, got " + delay + " and at most " + mostDelay);
    }
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("factor must be at least 1, got " + factor);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter must be from 0 to 1, got " + jitter);
    }
  }

  /** So many attempts in all, 100 ms before the second, then twice as long each time up to 10 s, half of it jitter. */
  public static RetryPolicy of(int attempts) {
    return new RetryPolicy(
        attempts, Duration.ofMillis(100), 2, Duration.ofSeconds(10), 0.5, error -> true);
  }

  /** With another first delay. */
  public RetryPolicy withDelay(Duration first) {
    return new RetryPolicy(attempts, first, factor, mostDelay, jitter, retries);
  }

  /** With another growth of the delay. */
  public RetryPolicy withBackoff(double by, Duration cap) {
    return new RetryPolicy(attempts, delay, by, cap, jitter, retries);
  }

  /** With more or less chance. */
  public RetryPolicy withJitter(double part) {
    return new RetryPolicy(attempts, delay, factor, mostDelay, part, retries);
  }

  /** Only for errors like these; any other is final. */
  public RetryPolicy onlyFor(Predicate<? super Throwable> errors) {
    return new RetryPolicy(attempts, delay, factor, mostDelay, jitter, errors);
  }

  /** How long to wait before the attempt, which is counted from 1. */
  public Duration delayBefore(int attempt, RandomGenerator random) {
    double nanos = nanos(delay) * Math.pow(factor, Math.max(0, attempt - 2));
    nanos = Math.min(nanos, nanos(mostDelay));
    return Duration.ofNanos(Math.round(nanos * (1 - jitter * random.nextDouble())));
  }

  /** At most 292 years of them. */
  private static double nanos(Duration duration) {
    return (double) TimeUnit.NANOSECONDS.convert(duration);
  }
}
