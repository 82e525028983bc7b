package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Combinators whose listener acts on their inputs, or throws, while they are telling it their
 * outcome.
 */
final class ReentranceTest {
  private static final Loop LOOP = new Loop();

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @Test
  void aListenerOfWhenAllMayCompleteTheOtherInput() throws Exception {
    LOOP.run(
        () -> {
          RuntimeException error = new RuntimeException("a");
          List<Throwable> told = new ArrayList<>();
          LoopFuture<Integer> a = LoopFuture.promise();
          LoopFuture<Integer> b = LoopFuture.promise();
          LoopFutures.whenAll(a, b, Integer::sum)
              .onComplete(
                  (value, failure) -> {
                    told.add(failure);
                    b.succeed(2);
                  });
          a.fail(error);
          assertEquals(List.of(error), told);

          // What it used inside is free once, not twice: two at a time do not share it.
          LoopFuture<Integer> c = LoopFuture.promise();
          LoopFuture<Integer> d = LoopFuture.promise();
          LoopFuture<Integer> first = LoopFutures.whenAll(c, LoopFuture.makeReady(1), Integer::sum);
          LoopFuture<Integer> other =
              LoopFutures.whenAll(d, LoopFuture.makeReady(100), Integer::sum);
          c.succeed(10);
          d.succeed(1_000);
          assertEquals(11, first.get());
          assertEquals(1_100, other.get());
        });
  }

  @Test
  void aListenerThatThrowsDoesNotStopTheRestOfWhenAny() {
    Promise<Integer> a = Promise.promise();
    Promise<Integer> b = Promise.promise();
    List<Future<Integer>> rest = new ArrayList<>();
    RuntimeException bug = new RuntimeException("listener");
    VertxFutures.whenAny(List.of(a.future(), b.future()))
        .onComplete(
            (first, failure) -> {
              rest.addAll(first.rest());
              throw bug;
            });
    assertSame(bug, assertThrows(RuntimeException.class, () -> a.complete(1)));
    b.complete(2);
    assertTrue(rest.getFirst().succeeded());
  }

  @Test
  void aTurnThatThrowsDoesNotStopTheLine() {
    Serial<Integer> serial = new Serial<>();
    List<Integer> turns = new ArrayList<>();
    RuntimeException first = new RuntimeException("first");
    RuntimeException second = new RuntimeException("second");
    RuntimeException thrown =
        assertThrows(
            RuntimeException.class,
            () ->
                serial.begin(
                    () -> {
                      serial.begin(
                          () -> {
                            turns.add(1);
                            throw second;
                          });
                      serial.begin(() -> turns.add(2));
                      turns.add(0);
                      throw first;
                    }));
    assertSame(first, thrown);
    assertEquals(List.of(second), List.of(first.getSuppressed()));
    serial.begin(() -> turns.add(3));
    assertEquals(List.of(0, 1, 2, 3), turns);
  }

  @Test
  void aPipelinesListenerThatThrowsIsNoFailureOfAStep() {
    Promise<Integer> begun = Promise.promise();
    RuntimeException bug = new RuntimeException("listener");
    List<Throwable> told = new ArrayList<>();
    Pipeline.<Integer>named("p")
        .thenFuture("wait", (Integer x) -> begun.future())
        .thenFuture("at once", Future::succeededFuture)
        .build()
        .runAnywhere(1)
        .onComplete(
            (value, failure) -> {
              told.add(failure);
              throw bug;
            });
    assertSame(bug, assertThrows(RuntimeException.class, () -> begun.complete(1)));
    assertEquals(1, told.size());
  }
}
