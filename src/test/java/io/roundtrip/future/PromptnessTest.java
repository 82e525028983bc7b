package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * When a combinator tells its outcome: as soon as that is certain, with other inputs still pending.
 * What it tells is {@link LawsTest}'s.
 */
final class PromptnessTest {
  private final Promise<Integer> a = Promise.promise();
  private final Promise<Integer> b = Promise.promise();
  private final Promise<Integer> c = Promise.promise();
  private final List<Future<Integer>> all = List.of(a.future(), b.future(), c.future());
  private final RuntimeException error = new RuntimeException("first");

  @Test
  void whenAllFailsWithTheFirstFailure() {
    List<Future<?>> outs =
        List.of(
            VertxFutures.whenAll(all),
            VertxFutures.whenAll(all.get(0), all.get(1), Integer::sum),
            VertxFutures.whenAll(all.get(0), all.get(1), all.get(2), (x, y, z) -> x));
    b.fail(error);
    for (Future<?> out : outs) {
      assertSame(error, out.cause());
    }
    c.fail("second");
    assertEquals(2, error.getSuppressed().length, "of the two that wait for c");
  }

  @Test
  void oneErrorOfSeveralInputsIsNotAttachedToItself() {
    List<Future<?>> outs =
        List.of(
            VertxFutures.whenAll(all), VertxFutures.whenAny(all), VertxFutures.whenSome(1, all));
    a.fail(error);
    b.fail(error);
    c.fail(error);
    for (Future<?> out : outs) {
      assertSame(error, out.cause());
    }
    assertEquals(0, error.getSuppressed().length);
  }

  @Test
  void whenAnySucceedsWithTheFirstSuccess() {
    Future<First<Future<Integer>, Integer>> out = VertxFutures.whenAny(all);
    b.fail(error);
    assertFalse(out.isComplete());
    c.complete(3);
    First<Future<Integer>, Integer> first = out.result();
    assertEquals(2, first.index());
    assertEquals(2, first.rest().size());
    assertFalse(first.rest().get(0).isComplete());
    assertSame(error, first.rest().get(1).cause());
    a.complete(1);
    assertEquals(1, first.rest().get(0).result());
  }

  @Test
  void whenSomeSucceedsWithTheLastOfSoMany() {
    Future<List<Arrived<Integer>>> out = VertxFutures.whenSome(2, all);
    c.complete(3);
    assertFalse(out.isComplete());
    a.complete(1);
    assertEquals(List.of(new Arrived<>(2, 3), new Arrived<>(0, 1)), out.result());
  }

  @Test
  void whenSomeFailsWhenSoManyCannotBeReachedAnyMore() {
    Future<List<Arrived<Integer>>> out = VertxFutures.whenSome(2, all);
    b.fail(error);
    assertFalse(out.isComplete(), "two are left");
    a.fail("second");
    assertSame(error, out.cause());
  }

  @Test
  void mapAsyncFailsWithTheFirstFailure() {
    Future<List<Integer>> out = VertxFutures.mapAsync(List.of(0, 1, 2), 3, all::get);
    b.fail(error);
    assertSame(error, out.cause());
  }

  @Test
  void aTimeoutEndsItsTimerWhenTheOutcomeIsInTime() {
    for (Throwable failure : new Throwable[] {null, error}) {
      ManualTimers timers = new ManualTimers();
      Promise<Integer> promise = Promise.promise();
      Future<Integer> out = VertxFutures.timeout(timers, promise.future(), Duration.ofMillis(70));
      assertEquals(List.of(Duration.ofMillis(70)), timers.delays());
      assertEquals(1, timers.running());
      promise.complete(1, failure);
      assertTrue(out.isComplete());
      assertEquals(0, timers.running());
    }
  }

  @Test
  void aTimeoutOfWhatIsOverStartsNoTimer() {
    ManualTimers timers = new ManualTimers();
    assertEquals(
        1, VertxFutures.timeout(timers, Future.succeededFuture(1), Duration.ZERO).result());
    assertSame(
        error, VertxFutures.timeout(timers, Future.failedFuture(error), Duration.ZERO).cause());
    assertEquals(List.of(), timers.delays());
  }

  @Test
  void aTimeoutSaysHowLongItWaited() {
    ManualTimers timers = new ManualTimers();
    Future<Integer> out = VertxFutures.timeout(timers, a.future(), Duration.ofMillis(70));
    assertFalse(out.isComplete());
    assertTrue(timers.fireNext());
    assertEquals(Duration.ofMillis(70), assertInstanceOf(TimedOut.class, out.cause()).after());
    a.complete(1); // late, and nobody's
    assertTrue(out.failed());
  }

  @Test
  void listsOfResultsCannotBeChanged() {
    List<Future<Integer>> ready = List.of(Future.succeededFuture(1), Future.succeededFuture(2));
    Function<Integer, Future<Integer>> same = Future::succeededFuture;
    for (Future<? extends List<?>> out :
        List.of(
            VertxFutures.whenAll(ready),
            VertxFutures.whenSome(2, ready),
            VertxFutures.mapAsync(List.of(1, 2), 2, same),
            VertxFutures.filterAsync(List.of(1, 2), 2, x -> Future.succeededFuture(true)),
            VertxFutures.whenAny(ready).map(First::rest))) {
      List<?> list = out.result();
      assertThrows(UnsupportedOperationException.class, () -> list.set(0, null));
    }
  }
}
