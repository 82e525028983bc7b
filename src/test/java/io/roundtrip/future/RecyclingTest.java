package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.fail;

import io.roundtrip.kit.Loop;
import io.vertx.core.Promise;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
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
  void isAQueueAlsoWhenItGrowsWithItsHeadInTheMiddle() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          Deque<LoopFuture<Integer>> free = new ArrayDeque<>();
          for (int atOnce : List.of(1_500, 700, 3_000, 100, 5_000, 2_500, 9_000, 20_000)) {
            List<LoopFuture<Integer>> inUse = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
              LoopFuture<Integer> one = LoopFuture.promise();
              if (free.size() > FuturePool.RESERVE) {
                assertSame(free.removeFirst(), one);
              }
              inUse.add(one);
            }
            for (LoopFuture<Integer> one : inUse) {
              one.ignore();
              one.succeed(0);
              free.addLast(one);
            }
            assertEquals(free.size(), pool.free());
            assertEquals(pool.made(), pool.free(), "none was lost");
          }
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

  @Test
  void aFreeFutureHoldsNothingOfItsFormerLife() throws Exception {
    LOOP.run(
        () -> {
          FuturePool.renew(false);
          for (Throwable error : new Throwable[] {null, new RuntimeException("former")}) {
            LoopFuture<String> pending = LoopFuture.promise();
            fourSteps(pending).onComplete((value, failure) -> {});
            pending.complete("value", error);
            holdsNothing(pending);

            LoopFuture<String> optional = LoopFuture.promise();
            optional.toOptional();
            optional.complete("value", error);
            optional.ignore();
            holdsNothing(optional);

            LoopFuture<String> joined = LoopFuture.promise();
            joined.eventuallyCompose(() -> LoopFuture.makeReady(1)).ignore();
            joined.complete("value", error);
            holdsNothing(joined);

            LoopFuture<String> first = LoopFuture.promise();
            first.complete("value", error);
            fourSteps(first).ignore();
            holdsNothing(first);

            Promise<String> theirs = Promise.promise();
            LoopFuture<String> bridge = LoopFuture.of(theirs.future());
            bridge.ignore();
            theirs.complete("value", error);
            holdsNothing(bridge);
          }
        });
  }

  private static LoopFuture<String> fourSteps(LoopFuture<String> future) {
    return future
        .then("a", (c, x) -> c + x)
        .then("b", (c, x) -> c + x)
        .then("c", (c, x) -> c + x)
        .then("d", (c, x) -> c + x);
  }

  @Test
  void aSpareGatherHoldsNothingOfItsFormerLife() throws Exception {
    LOOP.run(
        () -> {
          FuturePool pool = FuturePool.renew(false);
          for (Throwable error : new Throwable[] {null, new RuntimeException("former")}) {
            LoopFuture<String> last = LoopFuture.promise();
            LoopFuture<String> ready = LoopFuture.makeReady("ready");
            LoopFutures.whenAll(ready, LoopFuture.makeReady(2), last, (a, b, c) -> a + b + c)
                .ignore();
            last.complete("value", error);
            Gather spare = pool.gather();
            holdsNothing(spare);
            assertNotSame(spare, pool.gather(), "it was given back once");
            pool.giveBack(spare);
          }
        });
  }

  /** No field of it, and no element of an array of its, refers to anything but the pool's own. */
  private static void holdsNothing(Object free) throws IllegalAccessException {
    for (Class<?> type = free.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : type.getDeclaredFields()) {
        if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
          continue;
        }
        field.setAccessible(true);
        switch (field.get(free)) {
          case null -> {}
          case FuturePool own -> {}
          case Leak own -> {
            assertNull(own.failure);
            assertEquals(false, own.awaited || own.optional);
          }
          case Object[] several -> {
            for (Object each : several) {
              assertNull(each, field::getName);
            }
          }
          default -> fail(field.getName() + " is not empty");
        }
      }
    }
  }
}
