package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.kit.Loop;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every kind of step, on futures that come to their outcome in every way. */
final class StepsTest {
  private static final Loop LOOP = new Loop();
  private final IOException error = new IOException("first");

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @ParameterizedTest
  @EnumSource
  void thenMakesSomethingOfTheValue(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          coming.gives("6", 2, f -> f.then(x -> x * 3).then(String::valueOf));
          coming.gives("a2", 2, f -> f.then("a", (c, x) -> c + x));
        });
  }

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("NullAway") // it cannot see that a type variable may be of a nullable type
  void nullIsAValue(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          coming.gives(null, 2, f -> f.then(x -> null));
          coming.gives("null", null, f -> f.then(String::valueOf));
          coming.gives("cnull", null, f -> f.then("c", (c, x) -> c + x));
          coming.gives(null, null, f -> f.eventually(() -> {}));
        });
  }

  @ParameterizedTest
  @EnumSource
  void thenIsPassedOverByAnError(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          List<String> ran = new ArrayList<>();
          Throwable thrown =
              assertThrows(
                  IOException.class,
                  () ->
                      coming.<Integer, Integer>error(
                          error,
                          f ->
                              f.then(x -> note(ran, "then", x))
                                  .then(ran, (c, x) -> note(c, "with", x))
                                  .thenCompose(x -> LoopFuture.makeReady(note(ran, "compose", x)))
                                  .thenCompose(
                                      ran, (c, x) -> LoopFuture.makeReady(note(c, "c", x)))));
          assertSame(error, thrown);
          assertEquals(List.of(), ran);
        });
  }

  private static <T> T note(List<String> to, String what, T value) {
    to.add(what);
    return value;
  }

  @ParameterizedTest
  @EnumSource
  void thenComposeWaitsForTheStepsOwnFuture(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          coming.gives(4, 2, f -> f.thenCompose(x -> LoopFuture.makeReady(x + x)));
          coming.gives(7, 2, f -> f.thenCompose(5, (c, x) -> LoopFuture.makeReady(c + x)));
          for (Coming inner : Coming.values()) {
            coming.gives(
                "in 3!",
                2,
                f ->
                    f.then(x -> x + 1)
                        .thenCompose(x -> ready(inner, "in " + x))
                        .then(s -> s + "!"));
            Throwable thrown =
                assertThrows(
                    IOException.class,
                    () -> coming.value(2, f -> f.thenCompose(x -> failed(inner, error))));
            assertSame(error, thrown);
          }
        });
  }

  /** A future that has come to its value in this way. */
  private static <T> LoopFuture<T> ready(Coming coming, T value) {
    List<LoopFuture<T>> made = new ArrayList<>();
    T taken = coming.value(value, f -> f);
    made.add(LoopFuture.makeReady(taken));
    return made.getFirst();
  }

  private static LoopFuture<Integer> failed(Coming coming, Throwable error) {
    try {
      return LoopFuture.makeReady(coming.<Integer, Integer>error(error, f -> f));
    } catch (Throwable thrown) {
      return LoopFuture.makeException(thrown);
    }
  }

  @Test
  void stepsAddedWhileAnAsynchronousStepIsUnderWayRunAfterIt() throws Exception {
    LOOP.run(
        () -> {
          List<String> order = new ArrayList<>();
          LoopFuture<Integer> outer = LoopFuture.promise();
          LoopFuture<Integer> inner = LoopFuture.promise();
          LoopFuture<Integer> chain = outer.thenCompose(x -> inner.then(y -> note(order, "in", y)));
          outer.succeed(1);
          chain = chain.then(x -> note(order, "after", x * 10));
          assertEquals(List.of(), order);
          inner.succeed(5);
          assertEquals(50, chain.get());
          assertEquals(List.of("in", "after"), order);
        });
  }

  @ParameterizedTest
  @EnumSource
  void handleErrorMakesAValueOfAnError(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          assertEquals(
              "first",
              coming.<String, String>error(error, f -> f.handleError(e -> e.getMessage() + "")));
          assertEquals(
              "c first",
              coming.<String, String>error(
                  error, f -> f.handleError("c ", (c, e) -> c + e.getMessage())));
          assertEquals(
              "composed first",
              coming.<String, String>error(
                  error,
                  f ->
                      f.handleErrorCompose(
                          e -> LoopFuture.makeReady("composed " + e.getMessage()))));
          assertEquals(
              3,
              coming.<Integer, Integer>error(error, f -> f.handleError(e -> 2).then(x -> x + 1)));
        });
  }

  @ParameterizedTest
  @EnumSource
  void handleErrorIsPassedOverByAValue(Coming coming) throws Exception {
    LOOP.run(
        () ->
            coming.gives(
                1,
                1,
                f ->
                    f.handleError(e -> 2)
                        .handleError(3, (c, e) -> c)
                        .handleErrorCompose(e -> LoopFuture.makeReady(4))));
  }

  @ParameterizedTest
  @EnumSource
  void eventuallyRunsInEitherCaseAndKeepsTheOutcome(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          List<String> ran = new ArrayList<>();
          coming.gives(1, 1, f -> f.eventually(() -> ran.add("value")));
          coming.gives(
              1, 1, f -> f.eventuallyCompose(() -> LoopFuture.makeReady(note(ran, "c", 9))));
          assertThrows(
              IOException.class,
              () -> coming.<Integer, Integer>error(error, f -> f.eventually(() -> ran.add("e"))));
          assertThrows(
              IOException.class,
              () ->
                  coming.<Integer, Integer>error(
                      error,
                      f -> f.eventuallyCompose(() -> LoopFuture.makeReady(note(ran, "ec", 9)))));
          assertEquals(List.of("value", "c", "e", "ec"), ran);
        });
  }

  @Test
  void eventuallyComposeIsWaitedFor() throws Exception {
    LOOP.run(
        () -> {
          LoopFuture<Integer> cleanup = LoopFuture.promise();
          LoopFuture<Integer> kept = LoopFuture.makeReady(1).eventuallyCompose(() -> cleanup);
          LoopFuture<Integer> other = LoopFuture.promise();
          LoopFuture<Integer> failed =
              LoopFuture.<Integer>makeException(error).eventuallyCompose(() -> other);
          assertEquals(false, kept.isReady());
          assertEquals(false, failed.isReady());
          cleanup.succeed(99);
          other.succeed(99);
          assertEquals(1, kept.get());
          assertSame(error, assertThrows(IOException.class, failed::get));
        });
  }

  @Test
  void aReadyFutureRunsAStepAtOnceAndAPendingOneLater() throws Exception {
    LOOP.run(
        () -> {
          List<String> ran = new ArrayList<>();
          LoopFuture<Integer> ready = LoopFuture.makeReady(1).then(x -> note(ran, "now", x));
          assertEquals(List.of("now"), ran);
          LoopFuture<Integer> promise = LoopFuture.promise();
          assertSame(promise, promise.then(x -> note(ran, "later", x)), "the same object");
          assertEquals(List.of("now"), ran);
          assertEquals(true, ready.isReady());
          assertEquals(false, promise.isReady());
          promise.succeed(1);
          assertEquals(List.of("now", "later"), ran);
          assertEquals(true, promise.isReady());
          assertEquals(false, promise.isFailed());
          promise.ignore();
          ready.ignore();
        });
  }

  @ParameterizedTest
  @EnumSource
  void aStepMayCompleteAnotherChainAndMakeFutures(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          LoopFuture<Integer> other = LoopFuture.promise();
          LoopFuture<Integer> chain = other.then(x -> x + 1).then(x -> x + 1);
          coming.gives(
              12,
              5,
              f ->
                  f.then(
                      x -> {
                        other.succeed(x);
                        return x + chain.get();
                      }));
        });
  }

  @ParameterizedTest
  @EnumSource
  void eachOfManyStepsHasItsOwnContext(Coming coming) throws Exception {
    LOOP.run(
        () ->
            coming.gives(
                "fedcba1",
                1,
                f ->
                    f.then("a", (c, x) -> c + x)
                        .then("b", (c, x) -> c + x)
                        .thenCompose("c", (c, x) -> LoopFuture.makeReady(c + x))
                        .then("d", (c, x) -> c + x)
                        .then("e", (c, x) -> c + x)
                        .thenCompose("f", (c, x) -> LoopFuture.makeReady(c + x))));
  }
}
