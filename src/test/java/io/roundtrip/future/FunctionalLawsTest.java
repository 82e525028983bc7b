package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.roundtrip.kit.Loop;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What makes chains of steps safe to rearrange, however their values come. */
final class FunctionalLawsTest {
  private static final Loop LOOP = new Loop();

  @AfterAll
  static void close() {
    LOOP.close();
  }

  private static int next(int x) {
    return x + 1;
  }

  private static int tenfold(int x) {
    return x * 10;
  }

  /** How the future of a step comes. */
  enum Inner {
    READY,
    PENDING,
    FAILED,
    FAILS_LATER
  }

  private static Function<Integer, LoopFuture<Integer>> step(Inner how, int by) {
    return x -> {
      IOException error = new IOException("step " + by + " of " + x);
      LoopFuture<Integer> promise = LoopFuture.promise();
      switch (how) {
        case READY -> promise.succeed(x * by);
        case FAILED -> promise.fail(error);
        case PENDING -> Coming.later(() -> promise.succeed(x * by));
        case FAILS_LATER -> Coming.later(() -> promise.fail(error));
      }
      return promise;
    };
  }

  private static String outcome(
      Coming coming, Function<LoopFuture<Integer>, LoopFuture<Integer>> chain) {
    try {
      return "value " + coming.value(3, chain);
    } catch (Throwable error) {
      return error.getMessage() + " and " + error.getSuppressed().length;
    }
  }

  @ParameterizedTest
  @EnumSource
  void twoStepsAreTheOneThatIsMadeOfThem(Coming coming) throws Exception {
    LOOP.run(
        () ->
            coming.gives(
                coming.<Integer, Integer>value(
                    4, f -> f.then(FunctionalLawsTest::next).then(FunctionalLawsTest::tenfold)),
                4,
                f -> f.then(x -> tenfold(next(x)))));
  }

  @ParameterizedTest
  @EnumSource
  void itDoesNotMatterHowAsynchronousStepsAreBracketed(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          for (Inner first : Inner.values()) {
            for (Inner second : Inner.values()) {
              String left =
                  outcome(coming, f -> f.thenCompose(step(first, 2)).thenCompose(step(second, 5)));
              String right =
                  outcome(
                      coming,
                      f ->
                          f.thenCompose(x -> step(first, 2).apply(x).thenCompose(step(second, 5))));
              assertEquals(left, right, () -> first + " then " + second);
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void composingWithReadyIsIdentity(Coming coming) throws Exception {
    LOOP.run(
        () -> {
          coming.gives(6, 6, f -> f.thenCompose(LoopFuture::makeReady));
          assertEquals(
              7, LoopFuture.makeReady(6).thenCompose(x -> LoopFuture.makeReady(next(x))).get());
        });
  }

  @ParameterizedTest
  @EnumSource
  void aStepForOneTypeOfErrorLeavesTheOthers(Coming coming) throws Exception {
    IOException error = new IOException("e");
    LOOP.run(
        () -> {
          assertEquals(
              1,
              coming.<Integer, Integer>error(
                  error, f -> f.handleError(IOException.class, mine -> 1)));
          assertSame(
              error,
              assertThrows(
                  IOException.class,
                  () ->
                      coming.<Integer, Integer>error(
                          error, f -> f.handleError(ArithmeticException.class, not -> 1))));
          assertEquals(0, error.getSuppressed().length);
        });
  }

  @ParameterizedTest
  @EnumSource
  void transformTakesValueOrError(Coming coming) throws Exception {
    IOException error = new IOException("e");
    LOOP.run(
        () -> {
          coming.<Integer, String>gives("5 null", 5, f -> f.transform(FunctionalLawsTest::both));
          assertEquals(
              "null e",
              coming.<Integer, String>error(error, f -> f.transform(FunctionalLawsTest::both)));
        });
  }

  private static String both(@Nullable Integer value, @Nullable Throwable error) {
    return value + " " + (error == null ? null : error.getMessage());
  }

  @Test
  void anErrorThatIsThrownForEverCarriesOnlySoMany() throws Exception {
    IOException shared = new IOException("shared");
    LOOP.run(
        () -> {
          for (int i = 0; i < 2 * Errors.MOST_SUPPRESSED; i++) {
            LoopFuture.makeException(shared)
                .eventually(
                    () -> {
                      throw new IllegalStateException("later");
                    })
                .ignore();
          }
        });
    assertEquals(Errors.MOST_SUPPRESSED, shared.getSuppressed().length);
  }

  @ParameterizedTest
  @EnumSource
  void aStepForATypeOfErrorIsForItsSubtypesToo(Coming coming) throws Exception {
    LOOP.run(
        () ->
            assertEquals(
                "no file",
                coming.<String, String>error(
                    new java.io.FileNotFoundException("no file"),
                    f -> f.handleError(java.io.IOException.class, e -> e.getMessage() + ""))));
  }
}
