package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.kit.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More steps than one future holds. */
final class ManyStepsTest {
  private static final Loop LOOP = new Loop();

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @Test
  void fourStepsAreInlineAndTheFifthGoesOnInASecondFuture() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          assertEquals(4, InlineSteps.MOST);
          LoopFuture<Integer> promise = LoopFuture.promise();
          LoopFuture<Integer> chain = promise;
          for (int i = 0; i < 4; i++) {
            chain = chain.then(x -> x + 1);
            assertSame(promise, chain);
          }
          LoopFuture<Integer> more = chain.then(x -> x * 10);
          assertNotSame(promise, more);
          assertEquals(2, pool.made());
          assertThrows(IllegalStateException.class, () -> promise.then(x -> x), "the old end");
          promise.succeed(0);
          assertEquals(40, more.get());
          assertEquals(2, pool.free(), "both came back");
        });
  }

  @ParameterizedTest
  @EnumSource
  void everyNumberOfStepsRunsInOrder(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          for (int count = 0; count <= 13; count++) {
            int steps = count;
            List<Integer> ran = new ArrayList<>();
            coming.value(
                0,
                f -> {
                  LoopFuture<Integer> chain = f;
                  for (int i = 0; i < steps; i++) {
                    int number = i;
                    chain =
                        switch (i % 4) {
                          case 0 -> chain.then(x -> note(ran, number));
                          case 1 -> chain.then(ran, (c, x) -> note(c, number));
                          case 2 -> chain.thenCompose(x -> LoopFuture.makeReady(note(ran, number)));
                          default -> chain.eventually(() -> note(ran, number));
                        };
                  }
                  return chain;
                });
            assertEquals(IntStream.range(0, steps).boxed().toList(), ran);
          }
        });
  }

  private static int note(List<Integer> to, int number) {
    to.add(number);
    return number;
  }

  @ParameterizedTest
  @EnumSource
  void aThousandSteps(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          coming.gives(1_000, 0, f -> longChain(f, 1_000));
          assertEquals(pool.made(), pool.free(), "all came back");
          RuntimeException error = new RuntimeException("first");
          RuntimeException got =
              assertThrows(
                  RuntimeException.class,
                  () -> coming.<Integer, Integer>error(error, f -> longChain(f, 1_000)));
          assertSame(error, got);
          assertEquals(pool.made(), pool.free(), "all came back after an error");
        });
  }

  @Test
  void aStepInTheMiddleOfAThousandMayWait() throws Exception {
    LOOP.run(
        () -> {
          LoopFuture<Integer> promise = LoopFuture.promise();
          LoopFuture<Integer> inner = LoopFuture.promise();
          LoopFuture<Integer> chain =
              longChain(
                  longChain(promise, 501).thenCompose(inner, (i, x) -> i.then(y -> x + y)), 498);
          promise.succeed(0);
          assertEquals(false, chain.isReady());
          inner.succeed(10_000);
          assertEquals(10_999, chain.get());
        });
  }

  private static LoopFuture<Integer> longChain(LoopFuture<Integer> from, int steps) {
    LoopFuture<Integer> chain = from;
    for (int i = 0; i < steps; i++) {
      chain = chain.then(x -> x + 1);
    }
    return chain;
  }
}
