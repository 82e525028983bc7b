package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Named steps: where they run, and what is said of the one that failed. */
final class PipelineTest {
  private static final Loop LOOP = new Loop();

  @AfterAll
  static void close() {
    LOOP.close();
  }

  @Test
  void aStepsVertxFutureBringsARunBackToItsLoop() throws Exception {
    Promise<Integer> theirs = Promise.promise();
    List<Thread> ranOn = new ArrayList<>();
    Pipeline<Integer, Integer> pipeline =
        Pipeline.<Integer>named("p")
            .thenFuture("ask", x -> theirs.future())
            .then("note", x -> note(ranOn, x))
            .thenCompose("here", x -> LoopFuture.makeReady(x + 1))
            .thenFuture("over at once", x -> Future.succeededFuture(x * 2))
            .then("note again", x -> note(ranOn, x))
            .build();
    FuturePool pool = LOOP.call(() -> FuturePool.renew(false));
    Future<Integer> out = LOOP.call(() -> pipeline.run(1).toVertx());
    assertFalse(out.isComplete());
    theirs.complete(20); // by this thread
    assertEquals(42, out.await(20, TimeUnit.SECONDS));
    assertEquals(List.of(pool.loop, pool.loop), ranOn);
    int free = LOOP.call(pool::free);
    assertEquals(pool.made(), free, "futures that did not come back");
  }

  private static Integer note(List<Thread> ranOn, Integer value) {
    ranOn.add(Thread.currentThread());
    return value;
  }

  @Test
  void aFailureSaysWhichStepItWas() throws Exception {
    RuntimeException error = new RuntimeException("full");
    Pipeline.Builder<Integer, Integer> begun =
        Pipeline.<Integer>named("order").then("parse", x -> x);
    Pipeline<Integer, Integer> throwing = begun.then("save", x -> raise(error)).build();
    Pipeline<Integer, Integer> composed =
        begun.thenCompose("save", x -> LoopFuture.<Integer>makeException(error)).build();
    Promise<Integer> later = Promise.promise();
    Pipeline<Integer, Integer> future = begun.thenFuture("save", x -> later.future()).build();
    LOOP.run(
        () -> {
          LoopFuture<Integer> waiting = future.run(1);
          later.fail(error);
          for (LoopFuture<Integer> out : List.of(throwing.run(1), composed.run(1), waiting)) {
            saysSave(error, assertThrows(PipelineException.class, out::get));
          }
        });
    saysSave(error, throwing.runAnywhere(1).cause());
    saysSave(error, future.runAnywhere(1).cause());
  }

  private static Integer raise(RuntimeException error) {
    throw error;
  }

  private static void saysSave(RuntimeException error, Throwable thrown) {
    PipelineException failure = assertInstanceOf(PipelineException.class, thrown);
    assertEquals("order", failure.pipeline());
    assertEquals("save", failure.step());
    assertEquals(1, failure.index());
    assertSame(error, failure.getCause());
    assertEquals(
        "pipeline 'order': step 2 'save' failed: java.lang.RuntimeException: full",
        failure.getMessage());
  }

  @Test
  void aVertxFutureThatIsMissingIsAFailureOfItsStep() throws Exception {
    Pipeline<Integer, Integer> pipeline =
        Pipeline.<Integer>named("p")
            .thenFuture("none", x -> PipelineTest.<Future<Integer>>none())
            .build();
    assertTrue(String.valueOf(pipeline.runAnywhere(1).cause()).contains(Place.NO_FUTURE));
    LOOP.run(
        () -> {
          String why = assertThrows(PipelineException.class, pipeline.run(1)::get).getMessage();
          assertTrue(String.valueOf(why).contains(Place.NO_FUTURE), why);
        });
  }

  /** No future, as code that ignores the null policy returns it. */
  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
  private static <F> F none() {
    return Untyped.as(null);
  }

  @Test
  void noTwoStepsHaveTheSameName() {
    Pipeline.Builder<Integer, Integer> twice =
        Pipeline.<Integer>named("p").then("a", x -> x).then("b", x -> x).then("a", x -> x);
    assertEquals(
        "pipeline 'p': two steps are called 'a'",
        assertThrows(IllegalArgumentException.class, twice::build).getMessage());
  }

  @Test
  void aStepWithALoopFutureIsNotRunAnywhere() {
    List<Integer> ran = new ArrayList<>();
    Pipeline<Integer, Integer> pipeline =
        Pipeline.<Integer>named("p")
            .then("note", x -> ran.add(x) ? x : 0)
            .thenCompose("here", LoopFuture::makeReady)
            .build();
    assertEquals(
        "pipeline 'p': step 'here' makes a loop future, so the pipeline runs on an event loop only",
        assertThrows(IllegalStateException.class, () -> pipeline.runAnywhere(1)).getMessage());
    assertEquals(List.of(), ran, "refused before anything ran");
  }

  @Test
  void oneBeginningMayBeGoneOnWithTwice() {
    Pipeline.Builder<Integer, Integer> begun = Pipeline.<Integer>named("p").then("a", x -> x + 1);
    Pipeline<Integer, Integer> one = begun.then("b", x -> x * 10).build();
    Pipeline<Integer, Integer> other = begun.then("b", x -> x * 100).build();
    assertNotSame(one, other);
    assertEquals(20, one.runAnywhere(1).result());
    assertEquals(200, other.runAnywhere(1).result());
    assertEquals(2, begun.build().runAnywhere(1).result());
  }
}
