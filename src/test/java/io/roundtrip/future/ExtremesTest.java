package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Loop;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Durations without end, and errors of unusual types. */
final class ExtremesTest {
  private static final Loop LOOP = new Loop();
  private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @Test
  void aCapOnTheDelayMayBeForEver() {
    RetryPolicy policy = RetryPolicy.of(9).withBackoff(10, FOR_EVER).withJitter(0);
    RandomGenerator random = RandomGenerator.getDefault();
    assertEquals(Duration.ofSeconds(1), policy.delayBefore(3, random));
    assertEquals(
        Duration.ofNanos(Long.MAX_VALUE),
        policy.withDelay(FOR_EVER).delayBefore(2, random),
        "292 years");
  }

  @Test
  void aTimerForEverIsOneThatDoesNotFire() {
    assertEquals(Long.MAX_VALUE, Timers.wholeMillis(FOR_EVER));
    assertEquals(1, Timers.wholeMillis(Duration.ZERO));
    assertEquals(1, Timers.wholeMillis(Duration.ofNanos(1)));
    assertEquals(1, Timers.wholeMillis(Duration.ofMillis(1)));
    assertEquals(2, Timers.wholeMillis(Duration.ofMillis(1).plusNanos(1)));
    assertThrows(IllegalArgumentException.class, () -> Timers.wholeMillis(Duration.ofNanos(-1)));
  }

  @Test
  void aTimerThatIsCancelledDoesNotFire() throws Exception {
    List<String> fired = new ArrayList<>();
    CompletableFuture<List<String>> later = new CompletableFuture<>();
    LOOP.run(
        () -> {
          Timers timers = Timers.of(LOOP.vertx());
          timers.start(Duration.ofMillis(1), () -> fired.add("cancelled")).cancel();
          timers.start(Duration.ofMillis(3), () -> later.complete(fired));
        });
    assertEquals(List.of(), later.get(20, TimeUnit.SECONDS));
  }

  @Test
  void aTimeoutMayBeForEver() throws Exception {
    Promise<Integer> promise = Promise.promise();
    var limited = VertxFutures.timeout(Timers.of(LOOP.vertx()), promise.future(), FOR_EVER);
    promise.complete(1);
    assertEquals(1, limited.result());
  }

  @Test
  void aTaskWaitsForEver() throws Exception {
    Task<Integer> task = LOOP.call(() -> LoopFuture.makeReady(3).toTask());
    assertEquals(3, task.get(FOR_EVER));
  }

  @Test
  void aTaskThrowsEveryErrorAsItIs() throws Exception {
    for (Throwable error :
        List.of(
            new CompletionException(new IllegalArgumentException("inside")),
            new CancellationException("cancelled"),
            new java.io.IOException("checked"),
            new StackOverflowError("deep"))) {
      Task<Integer> task = LOOP.call(() -> LoopFuture.<Integer>makeException(error).toTask());
      assertSame(error, assertThrows(Throwable.class, () -> task.get(Duration.ofSeconds(1))));
      assertSame(error, task.toVertx().cause());
    }
  }

  @Test
  void aTimeoutCarriesLaterErrors() {
    TimedOut first = new TimedOut(Duration.ofMillis(1));
    RuntimeException later = new RuntimeException("later");
    assertSame(first, Errors.join(first, later));
    assertEquals(List.of(later), List.of(first.getSuppressed()));
    assertEquals(0, first.getStackTrace().length);
  }

  @Test
  void anErrorOfThePredicateEndsTheRetries() throws Exception {
    AssertionError bug = new AssertionError("predicate");
    RuntimeException error = new RuntimeException("step");
    RetryPolicy policy =
        RetryPolicy.of(3)
            .onlyFor(
                e -> {
                  throw bug;
                });
    LOOP.run(
        () -> {
          LoopFuture<Integer> out =
              LoopFutures.retry(
                  new ManualTimers(), policy, attempt -> LoopFuture.makeException(error));
          assertTrue(out.isFailed());
          assertSame(error, assertThrows(RuntimeException.class, out::get));
          assertEquals(List.of(bug), List.of(error.getSuppressed()));
        });
  }

  @Test
  void aStepThatReturnsNoFutureFailsAndSaysSo() throws Exception {
    LOOP.run(
        () -> {
          saysSo(LoopFutures.mapAsync(List.of(1), 1, x -> none()));
          saysSo(LoopFutures.reduceAsync(List.of(1), 0, (x, y) -> none()));
          saysSo(LoopFutures.retry(new ManualTimers(), RetryPolicy.of(1), x -> none()));
          saysSo(Pipeline.<Integer>named("p").thenCompose("s", x -> none()).build().run(1));
          saysSo(LoopFuture.makeReady(1).thenCompose(x -> none()));
        });
    assertNoFuture(VertxFutures.mapAsync(List.of(1), 1, x -> none()).cause());
    assertNoFuture(VertxFutures.reduceAsync(List.of(1), 0, (x, y) -> none()).cause());
    assertNoFuture(VertxFutures.retry(new ManualTimers(), RetryPolicy.of(1), x -> none()).cause());
  }

  private static void saysSo(LoopFuture<?> future) {
    assertNoFuture(assertThrows(RuntimeException.class, future::get));
  }

  private static void assertNoFuture(Throwable error) {
    assertTrue(
        error.toString().contains("an asynchronous step returned no future"), error::toString);
  }

  /** No future, as code that ignores the null policy returns it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <F> F none() {
    return Untyped.as(null);
  }
}
