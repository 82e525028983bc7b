package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Loop;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * What combinators do with arguments that are wrong: nothing is begun, or the result says so and
 * the rest is consumed.
 */
final class RefusedInputTest {
  private static final Loop LOOP = new Loop();

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @Test
  void refusedArgumentsTakeNoFutureFromThePool() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          LoopFuture<Integer> input = LoopFuture.makeReady(1);
          refuses("at least one future", () -> LoopFutures.whenAny(List.of()));
          refuses("0 to 1 of the futures, got 2", () -> LoopFutures.whenSome(2, List.of(input)));
          refuses("0 to 1 of the futures, got -1", () -> LoopFutures.whenSome(-1, List.of(input)));
          refuses(
              "concurrency must be at least 1, got 0",
              () -> LoopFutures.mapAsync(List.of(1), 0, LoopFuture::makeReady));
          refuses(
              "concurrency must be at least 1, got -3",
              () -> LoopFutures.filterAsync(List.of(1), -3, x -> LoopFuture.makeReady(true)));
          refuses(
              "must not be negative, got PT-1S",
              () -> LoopFutures.timeout(new ManualTimers(), input, Duration.ofSeconds(-1)));
          assertEquals(1, input.get(), "the input is still its owner's");
          assertEquals(1, pool.made(), "futures made for results that nobody will see");
          assertEquals(1, pool.free());
        });
  }

  private static void refuses(String why, Loop.Code code) {
    IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, code::run);
    assertTrue(String.valueOf(refused.getMessage()).contains(why), refused::toString);
  }

  @Test
  void theOthersAreConsumedWhenOneInputWasConsumedBefore() throws Exception {
    LOOP.run(
        () -> {
          consumed(futures -> LoopFutures.whenAll(futures));
          consumed(futures -> LoopFutures.whenAny(futures));
          consumed(futures -> LoopFutures.whenSome(3, futures));
          consumed(all -> LoopFutures.whenAll(all.get(0), all.get(1), Integer::sum), 2);
          consumed(
              all -> LoopFutures.whenAll(all.get(0), all.get(1), all.get(2), (a, b, c) -> a), 3);
          consumed(futures -> LoopFutures.timeout(new ManualTimers(), futures.get(1), SECOND), 0);
        });
  }

  private static final Duration SECOND = Duration.ofSeconds(1);

  @FunctionalInterface
  private interface Combinator {
    LoopFuture<?> of(List<LoopFuture<Integer>> futures);
  }

  private static void consumed(Combinator combinator) {
    consumed(combinator, 3);
  }

  /** The middle one of three, of which the combinator takes so many, was consumed. */
  private static void consumed(Combinator combinator, int takes) {
    FuturePool pool = FuturePool.renew(false);
    List<LoopFuture<Integer>> inputs =
        List.of(LoopFuture.promise(), LoopFuture.makeReady(1), LoopFuture.promise());
    inputs.get(1).ignore();
    LoopFuture<?> result = combinator.of(inputs);
    for (int i = 0; i < 3; i += 2) {
      if (i >= takes) {
        inputs.get(i).ignore();
      }
      inputs.get(i).fail(new IllegalArgumentException("another"));
    }
    IllegalStateException error = assertThrows(IllegalStateException.class, result::get);
    assertTrue(String.valueOf(error.getMessage()).contains("was consumed before"), error::toString);
    assertTrue(pool.free() >= 4, () -> "only " + pool.free() + " came back");
  }

  @Test
  void aFutureGivenTwiceFailsTheResult() throws Exception {
    LOOP.run(
        () -> {
          LoopFuture<Integer> twice = LoopFuture.promise();
          LoopFuture<Integer> sum = LoopFutures.whenAll(twice, twice, Integer::sum);
          assertThrows(IllegalStateException.class, sum::get);
          twice.succeed(1);
        });
  }
}
