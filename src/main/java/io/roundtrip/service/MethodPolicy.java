package io.roundtrip.service;

import io.roundtrip.conf.DestinationConf;
import io.roundtrip.future.RetryPolicy;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How calls of one method are run. Immutable.
 *
 * @param concurrency how many run at a time on their shard, 1 to 10,000
 * @param queue how many wait for that, 0 to 1,000,000; one more is refused as {@code busy}
 * @param timeout of an {@link Rpc}, how long its caller waits at most; of others, how long one attempt may take
 * @param idempotent whether doing it twice is as good as once
 * @param retry how often it is tried where it fails; more than once needs {@code idempotent}
 * @param breaker when it is not tried for a while; null for never
 */
public record MethodPolicy(
    int concurrency,
    int queue,
    Duration timeout,
    boolean idempotent,
    RetryPolicy retry,
    DestinationConf.@Nullable Breaker breaker) {
  private static final Duration LONGEST = Duration.ofHours(24);

  /** What an {@link Rpc} or {@link AsyncRpc} has that says nothing else. */
  public static final MethodPolicy CALL =
      new MethodPolicy(64, 1_024, Duration.ofSeconds(30), false, RetryPolicy.of(1), null);

  /** What an {@link On} has: one at a time. */
  public static final MethodPolicy EVENT = CALL.withConcurrency(1);

  /** Checks the ranges. */
  public MethodPolicy {
    if (concurrency < 1 || concurrency > 10_000) {
      throw new IllegalArgumentException("concurrency must be 1 to 10000, got " + concurrency);
    }
    if (queue < 0 || queue > 1_000_000) {
      throw new IllegalArgumentException("queue must be 0 to 1000000, got " + queue);
    }
    if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "timeout must be positive and at most 24h, got " + timeout);
    }
    if (retry.attempts() > 1 && !idempotent) {
      throw new IllegalArgumentException(
          "it is to be tried "
              + retry.attempts()
              + " times, and one that failed may have done its work: say idempotent = true if doing"
              + " it twice is as good as once, or leave attempts at 1");
    }
    if (breaker != null
        && (breaker.failures() < 1
            || breaker.openFor().isNegative()
            || breaker.openFor().isZero())) {
      throw new IllegalArgumentException(
          "a breaker opens after at least one failure and for some time, got "
              + breaker.failures()
              + " and "
              + breaker.openFor());
    }
  }

  /** With another number at a time. */
  public MethodPolicy withConcurrency(int most) {
    return new MethodPolicy(most, queue, timeout, idempotent, retry, breaker);
  }

  /** With another bound of its queue. */
  public MethodPolicy withQueue(int most) {
    return new MethodPolicy(concurrency, most, timeout, idempotent, retry, breaker);
  }

  /** With another time limit. */
  public MethodPolicy withTimeout(Duration limit) {
    return new MethodPolicy(concurrency, queue, limit, idempotent, retry, breaker);
  }

  /** Doing it twice is as good as once, so that it may be tried again. */
  public MethodPolicy idempotent(RetryPolicy again) {
    return new MethodPolicy(concurrency, queue, timeout, true, again, breaker);
  }

  /** With a circuit breaker. */
  public MethodPolicy withBreaker(int failures, Duration openFor) {
    return new MethodPolicy(
        concurrency,
        queue,
        timeout,
        idempotent,
        retry,
        new DestinationConf.Breaker(failures, openFor));
  }
}
