package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.roundtrip.kit.Loop;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** When a future object is used again. */
final class RecyclingTest {
  private static final Loop LOOP = new Loop();

  @AfterAll
  static void close() {
    LOOP.close();
  }

  /** Makes and consumes so many at a time; the objects in the order in which they were given back. */
  private static List<LoopFuture<Integer>> consume(int count) {
    List<LoopFuture<Integer>> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      made.add(LoopFuture.makeReady(i));
    }
    made.forEach(LoopFuture::get);
    return made;
  }

  @Test
  void oneIsUsedAgainWhenAThousandAndTwentyFourOthersAreBehindIt() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          assertEquals(1_024, FuturePool.RESERVE);
          List<LoopFuture<Integer>> consumed = consume(1_024);
          LoopFuture<Integer> fresh = LoopFuture.makeReady(1);
          assertEquals(1_025, pool.made(), "1,023 behind the first are too few");
          fresh.get();
          assertSame(consumed.getFirst(), LoopFuture.makeReady(2));
          assertEquals(1_025, pool.made());
        });
  }

  @Test
  void theFirstGivenBackIsTheFirstUsedAgain() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          List<LoopFuture<Integer>> consumed = consume(5_000); // the ring grows more than once
          assertEquals(5_000, pool.free());
          for (int i = 0; i < 5_000 - 1_024; i++) {
            assertSame(consumed.get(i), LoopFuture.promise());
          }
          assertNotSame(consumed.get(5_000 - 1_024), LoopFuture.promise());
        });
  }

  @Test
  void theRingGoesRound() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          List<LoopFuture<Integer>> first = consume(1_500);
          for (int round = 0; round < 3; round++) {
            for (LoopFuture<Integer> one : first) {
              LoopFuture<Integer> again = LoopFuture.makeReady(round);
              assertSame(one, again);
              assertEquals(round, again.get());
            }
          }
          // Grows while its head is in the middle.
          consume(100);
          consume(4_000);
          long made = pool.made();
          assertEquals(made, pool.free());
          consume(2_000);
          assertEquals(made, pool.made());
        });
  }

  @Test
  void aSteadyPathMakesNoFutureObject() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          consume(1_100);
          for (int i = 0; i < 10_000; i++) {
            LoopFuture<Integer> promise = LoopFuture.promise();
            LoopFuture<Integer> chain = promise.then(x -> x + 1).thenCompose(LoopFuture::makeReady);
            promise.succeed(i);
            assertEquals(i + 1, chain.get());
          }
          assertEquals(1_100, pool.made());
        });
  }

  @Test
  void onlyAfterItsConsumerHasConsumedAndItsProducerHasCompleted() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          LoopFuture<Integer> consumedFirst = LoopFuture.promise();
          consumedFirst.ignore();
          assertEquals(0, pool.free(), "not completed");
          consumedFirst.succeed(1);
          assertEquals(1, pool.free());

          LoopFuture<Integer> completedFirst = LoopFuture.promise();
          completedFirst.fail(new RuntimeException("e"));
          assertEquals(1, pool.free(), "not consumed");
          completedFirst.ignore();
          assertEquals(2, pool.free());

          LoopFuture<Integer> inner = LoopFuture.promise();
          LoopFuture<Integer> outer = LoopFuture.promise();
          outer.thenCompose(x -> inner).ignore();
          outer.succeed(1);
          assertEquals(2, pool.free(), "a step of its is under way");
          inner.succeed(2);
          assertEquals(4, pool.free());
        });
  }

  @Test
  void oneUsedAgainKnowsNothingOfItsFormerLife() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          for (Coming coming : Coming.values()) {
            for (int i = 0; i < 3; i++) {
              try {
                coming.<Integer, Integer>error(
                    new RuntimeException("former"),
                    f -> f.then(1, (c, x) -> x).handleError("x", (c, e) -> raise()));
              } catch (IllegalArgumentException expected) {
                assertEquals("former", String.valueOf(expected.getMessage()));
              } catch (RuntimeException former) {
                assertEquals("former", former.getMessage());
              }
            }
          }
          consume(1_200);
          for (int i = 0; i < 300; i++) {
            LoopFuture<Integer> promise = LoopFuture.promise();
            assertEquals(false, promise.isReady());
            assertEquals(false, promise.isFailed());
            assertEquals(0, promise.nextKind());
            LoopFuture<String> chain = promise.then("c", (c, x) -> c + x).then(x -> x + "!");
            promise.succeed(i);
            assertEquals("c" + i + "!", chain.get());
          }
          assertEquals(pool.made(), pool.free());
        });
  }

  private static Integer raise() {
    throw new IllegalArgumentException("former");
  }

  @Test
  void aPoolKeepsABoundedNumberOfFreeFutures() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          consume(FuturePool.MOST_FREE + 5_000);
          assertEquals(FuturePool.MOST_FREE, pool.free());
          assertEquals(65_536, pool.free());
          assertEquals(0, pool.dropped());
        });
  }
}
