package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** How long a retry waits, by what its policy says and by what its timers are asked for. */
final class RetryPolicyTest {
  private static final RandomGenerator LEAST = () -> 0;
  private static final RandomGenerator MOST = () -> -1; // all bits

  private static final RetryPolicy POLICY =
      RetryPolicy.of(6).withBackoff(3, Duration.ofMillis(500)).withJitter(0);

  private static List<Long> millis(RetryPolicy policy, RandomGenerator random) {
    return List.of(2, 3, 4, 5).stream()
        .map(attempt -> policy.delayBefore(attempt, random).toMillis())
        .toList();
  }

  @Test
  void delaysGrowByTheFactorUpToTheLongest() {
    assertEquals(List.of(100L, 300L, 500L, 500L), millis(POLICY, MOST));
    assertEquals(
        List.of(20L, 60L, 180L, 500L), millis(POLICY.withDelay(Duration.ofMillis(20)), MOST));
  }

  @Test
  void theFirstDelayIsCappedToo() {
    RetryPolicy capped = POLICY.withBackoff(1, Duration.ofMillis(7));
    assertEquals(List.of(7L, 7L, 7L, 7L), millis(capped, LEAST));
  }

  @Test
  void jitterShortensADelayByItsPartAtMost() {
    assertEquals(List.of(100L, 300L, 500L, 500L), millis(POLICY.withJitter(0.5), LEAST));
    assertEquals(List.of(50L, 150L, 250L, 250L), millis(POLICY.withJitter(0.5), MOST));
    assertEquals(List.of(75L, 225L, 375L, 375L), millis(POLICY.withJitter(0.25), MOST));
    assertEquals(List.of(0L, 0L, 0L, 0L), millis(POLICY.withJitter(1), MOST));
  }

  @Test
  void whatIsNotSaidIsAsItsDocumentationSays() {
    RetryPolicy policy = RetryPolicy.of(7);
    assertEquals(7, policy.attempts());
    assertEquals(List.of(100L, 200L, 400L, 800L), millis(policy, LEAST));
    assertEquals(List.of(50L, 100L, 200L, 400L), millis(policy, MOST));
    assertEquals(Duration.ofSeconds(10), policy.delayBefore(40, LEAST));
  }

  @Test
  void refusesWhatIsOutOfItsRange() {
    refuses("attempts must be at least 1, got 0", () -> RetryPolicy.of(0));
    refuses(
        "delays must not be negative, got PT-0.001S and at most PT0.5S",
        () -> POLICY.withDelay(Duration.ofMillis(-1)));
    refuses(
        "delays must not be negative, got PT0.1S and at most PT-0.001S",
        () -> POLICY.withBackoff(2, Duration.ofMillis(-1)));
    refuses(
        "factor must be at least 1, got 0.99",
        () -> POLICY.withBackoff(0.99, Duration.ofMillis(1)));
    refuses(
        "factor must be at least 1, got NaN",
        () -> POLICY.withBackoff(Double.NaN, Duration.ofMillis(1)));
    refuses("jitter must be from 0 to 1, got -0.1", () -> POLICY.withJitter(-0.1));
    refuses("jitter must be from 0 to 1, got 1.1", () -> POLICY.withJitter(1.1));
    refuses("jitter must be from 0 to 1, got NaN", () -> POLICY.withJitter(Double.NaN));
  }

  private static void refuses(String why, Runnable code) {
    assertEquals(why, assertThrows(IllegalArgumentException.class, code::run).getMessage());
  }

  @Test
  void aRetryAsksItsTimersForThoseDelays() {
    ManualTimers timers = new ManualTimers();
    int[] begun = {0};
    Future<Integer> out =
        VertxFutures.retry(
            timers,
            POLICY,
            attempt -> {
              begun[0]++;
              return Future.failedFuture("busy");
            });
    while (timers.fireNext()) {
      assertEquals(timers.delays().size(), begun[0] - (out.isComplete() ? 1 : 0));
    }
    assertEquals(6, begun[0]);
    assertEquals(
        List.of(100L, 300L, 500L, 500L, 500L),
        timers.delays().stream().map(Duration::toMillis).toList());
  }
}
