package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.kit.Loop;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which error a chain ends with, and what becomes of the others. */
final class FirstErrorTest {
  private static final Loop LOOP = new Loop();

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @ParameterizedTest
  @EnumSource
  void aStepThatThrowsFailsTheChain(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          IOException error = new IOException("step");
          ends(error, () -> coming.value(1, f -> f.then(x -> raise(error)).then(x -> x)));
          ends(error, () -> coming.value(1, f -> f.then(1, (c, x) -> raise(error))));
          ends(error, () -> coming.value(1, f -> f.thenCompose(x -> raise(error))));
          ends(error, () -> coming.value(1, f -> f.thenCompose(1, (c, x) -> raise(error))));
          ends(error, () -> coming.value(1, f -> f.eventually(() -> raise(error))));
          ends(error, () -> coming.value(1, f -> f.eventuallyCompose(() -> raise(error))));
          ends(error, () -> coming.value(1, f -> f.eventuallyCompose(() -> pendingFailure(error))));
        });
  }

  @ParameterizedTest
  @EnumSource
  void theFirstErrorWinsAndCarriesLaterOnes(Coming coming) throws Exception {
    IOException later = new IOException("later");
    LOOP.run(
        () -> {
          carries(later, coming, f -> f.handleError(e -> raise(later)));
          carries(later, coming, f -> f.handleError(1, (c, e) -> raise(later)));
          carries(later, coming, f -> f.handleErrorCompose(e -> raise(later)));
          carries(later, coming, f -> f.handleErrorCompose(e -> LoopFuture.makeException(later)));
          carries(later, coming, f -> f.handleErrorCompose(e -> pendingFailure(later)));
          carries(later, coming, f -> f.eventually(() -> raise(later)));
          carries(later, coming, f -> f.eventuallyCompose(() -> raise(later)));
          carries(later, coming, f -> f.eventuallyCompose(() -> LoopFuture.makeException(later)));
          carries(later, coming, f -> f.eventuallyCompose(() -> pendingFailure(later)));
        });
  }

  @ParameterizedTest
  @EnumSource
  void aTranslationTakesThePlaceOfWhatItNames(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          IOException first = new IOException("first");
          IOException translated = new IOException("t", new RuntimeException("between", first));
          ends(
              translated,
              () ->
                  coming.<Integer, Integer>error(
                      first, f -> f.handleError(e -> raise(translated))));
          ends(
              translated,
              () ->
                  coming.<Integer, Integer>error(
                      first, f -> f.handleErrorCompose(e -> pendingFailure(translated))));
          ends(
              translated,
              () ->
                  coming.<Integer, Integer>error(
                      first, f -> f.eventuallyCompose(() -> pendingFailure(translated))));
          assertEquals(0, first.getSuppressed().length);
        });
  }

  @ParameterizedTest
  @EnumSource
  void anErrorThrownAgainIsTheSame(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          IOException error = new IOException("again");
          ends(
              error,
              () -> coming.<Integer, Integer>error(error, f -> f.handleError(e -> raise(e))));
          assertEquals(0, error.getSuppressed().length);
        });
  }

  @Test
  void anErrorThatWasHandledIsForgotten() throws Exception {
    LOOP.run(
        () -> {
          IOException later = new IOException("later");
          ends(
              later,
              () ->
                  LoopFuture.makeException(new IOException("handled"))
                      .handleError(e -> 1)
                      .then(x -> raise(later))
                      .get());
          assertEquals(0, later.getSuppressed().length);
        });
  }

  @Test
  void aCauseThatGoesInACircleEnds() {
    RuntimeException a = new RuntimeException("a");
    RuntimeException b = new RuntimeException("b", a);
    a.initCause(b);
    RuntimeException first = new RuntimeException("first");
    assertSame(first, Errors.join(first, a));
    assertEquals(List.of(a), List.of(first.getSuppressed()));
  }

  private static void carries(
      Throwable later,
      Coming coming,
      java.util.function.Function<LoopFuture<Integer>, LoopFuture<Integer>> steps) {
    IOException first = new IOException("first");
    ends(first, () -> coming.error(first, steps));
    assertEquals(List.of(later), List.of(first.getSuppressed()));
  }

  private static void ends(Throwable error, Loop.Code code) {
    assertSame(error, assertThrows(Throwable.class, code::run));
  }

  /** A future that will fail, after the step that made it has ended. */
  private static LoopFuture<Integer> pendingFailure(Throwable error) {
    LoopFuture<Integer> promise = LoopFuture.promise();
    Coming.later(() -> promise.fail(error));
    return promise;
  }

  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <T> T raise(Throwable error) {
    throw Errors.<RuntimeException>rethrow(error);
  }
}
