package io.roundtrip.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.Timers;
import io.roundtrip.metrics.StoreState;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.store.StoreRefused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The wait for a store and the watch on it, with the test's own time. */
final class StoreWatchTest {
  private static final StoreWatch.Pace PACE =
      new StoreWatch.Pace(Duration.ofMillis(100), Duration.ofMillis(350), Duration.ofSeconds(1));

  private final List<Duration> pauses = new ArrayList<>();
  private final List<StoreState> told = new ArrayList<>();
  private @Nullable Runnable next;
  private Promise<Void> asked = Promise.promise();
  private int preparations;
  private int probes;

  private final Timers timers =
      (delay, task) -> {
        pauses.add(delay);
        next = task;
        return () -> next = null;
      };
  private final StoreWatch watch =
      new StoreWatch(this::prepare, this::probe, told::add, timers, PACE);

  private Future<?> prepare() {
    preparations++;
    asked = Promise.promise();
    return asked.future();
  }

  private Future<?> probe() {
    probes++;
    asked = Promise.promise();
    return asked.future();
  }

  private void fire() {
    Runnable due = next;
    next = null;
    if (due == null) {
      throw new AssertionError("no timer runs");
    }
    due.run();
  }

  private static PgFailure failure(PgKind kind) {
    return new PgFailure(kind, "for the test", null);
  }

  @Test
  void triesAgainAndAgainWithLongerPauses() {
    Future<Void> prepared = watch.start();
    for (PgKind passing :
        List.of(PgKind.UNAVAILABLE, PgKind.UNKNOWN, PgKind.RETRYABLE, PgKind.UNAVAILABLE)) {
      asked.fail(failure(passing));
      assertFalse(prepared.isComplete());
      fire();
    }
    assertEquals(List.of(100L, 200L, 350L, 350L), pauses.stream().map(Duration::toMillis).toList());
    assertEquals(5, preparations);
    assertEquals(List.of(StoreState.DOWN), told);
    asked.complete();
    assertTrue(prepared.succeeded());
    assertEquals(List.of(StoreState.DOWN, StoreState.UP), told);
  }

  @Test
  void failsAtOnceWhereWaitingDoesNotHelp() {
    Future<Void> prepared = watch.start();
    asked.fail(failure(PgKind.BUG));
    assertEquals(
        "store: the database refuses the engine's schema: for the test",
        assertInstanceOf(StoreRefused.class, prepared.cause()).getMessage());
    assertEquals(List.of(), pauses);
  }

  @Test
  void passesARefusalOn() {
    Future<Void> prepared = watch.start();
    StoreRefused why = new StoreRefused("not this one");
    asked.fail(why);
    assertEquals(why, prepared.cause());
  }

  @Test
  void saysWhenTheStoreIsLostAndWhenItIsBack() {
    watch.start();
    asked.complete();
    told.clear();
    for (boolean answers : List.of(true, false, false, true)) {
      fire();
      if (answers) {
        asked.complete();
      } else {
        asked.fail(failure(PgKind.UNAVAILABLE));
      }
    }
    assertEquals(4, probes);
    assertEquals(1, preparations);
    assertEquals(List.of(StoreState.UP, StoreState.DOWN, StoreState.DOWN, StoreState.UP), told);
    assertTrue(pauses.stream().allMatch(Duration.ofSeconds(1)::equals), pauses::toString);
  }

  @Test
  void asksAgainOnlyAfterTheAnswer() {
    watch.start();
    asked.complete();
    fire();
    assertEquals(1, probes);
    assertEquals(null, next, "no timer runs while a probe does");
  }

  @Test
  void waitsNoLongerWhenItIsGivenUp() {
    Future<Void> prepared = watch.start();
    watch.giveUp();
    assertInstanceOf(CancellationException.class, prepared.cause());
  }

  @Test
  void asksNothingOnceItIsStopped() {
    Future<Void> prepared = watch.start();
    watch.stop();
    assertInstanceOf(CancellationException.class, prepared.cause());
    asked.complete();
    assertEquals(List.of(StoreState.DOWN), told);
    assertEquals(List.of(), pauses);
  }

  @Test
  void aStopEndsTheTimer() {
    watch.start();
    asked.complete();
    watch.stop();
    assertEquals(null, next);
  }
}
