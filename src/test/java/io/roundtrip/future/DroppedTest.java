package io.roundtrip.future;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.roundtrip.kit.Loop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Futures that nobody consumed, and those that nobody completed, when the garbage collector has found them. */
final class DroppedTest {
  private static final Loop LOOP = new Loop();
  private static final Logger LOG = (Logger) LoggerFactory.getLogger(FuturePool.class);
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.start();
    LOG.addAppender(logged);
    LOG.setAdditive(false);
  }

  @AfterEach
  void listenNoMore() {
    LOG.detachAppender(logged);
    LOG.setAdditive(true);
  }

  @AfterAll
  static void close() {
    LOOP.close();
  }

  /** Runs the code in a new pool and collects its garbage until the pool has counted so many, and no more. */
  private static void counts(boolean debug, int dropped, int neverCompleted, Loop.Code code)
      throws Exception {
    FuturePool pool =
        LOOP.call(
            () -> {
              FuturePool fresh = FuturePool.renew(debug);
              code.run();
              // Its garbage is found after all that the code made.
              LoopFuture.promise();
              return fresh;
            });
    List<Long> expected = List.of(dropped + 1L, (long) neverCompleted);
    List<Long> counted = count(pool);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!counted.equals(expected) && System.nanoTime() < end) {
      System.gc();
      LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
      counted = count(pool);
    }
    System.gc();
    assertEquals(expected, count(pool));
  }

  private static List<Long> count(FuturePool pool) throws Exception {
    Callable<List<Long>> read = () -> List.of(pool.dropped(), pool.neverCompleted());
    return LOOP.call(read);
  }

  @Test
  void oneThatIsDroppedUnconsumedIsCounted() throws Exception {
    counts(
        false,
        4,
        0,
        () -> {
          LoopFuture.makeReady(1);
          LoopFuture.promise();
          LoopFuture.promise().then(x -> x);
          LoopFuture<Integer> completed = LoopFuture.promise();
          completed.succeed(1);
        });
    assertEquals(List.of(), logged.list);
  }

  @Test
  void oneThatFailedIsLoggedOnceWithItsError() throws Exception {
    RuntimeException error = new RuntimeException("nobody heard");
    counts(false, 1, 0, () -> LoopFuture.makeException(error));
    assertEquals(1, logged.list.size());
    ILoggingEvent event = logged.list.getFirst();
    assertTrue(event.getFormattedMessage().contains("nobody heard"), event::getFormattedMessage);
    assertEquals("nobody heard", event.getThrowableProxy().getMessage());
  }

  @Test
  void inDebugModeTheLogSaysWhereItWasMade() throws Exception {
    RuntimeException error = new RuntimeException("nobody heard");
    counts(true, 1, 0, () -> LoopFuture.makeException(error));
    assertEquals(1, logged.list.size());
    var made = logged.list.getFirst().getThrowableProxy();
    assertTrue(
        List.of(made.getStackTraceElementProxyArray()).stream()
            .anyMatch(at -> at.getSTEAsString().contains(DroppedTest.class.getSimpleName())));
    assertNotNull(made.getCause());
    assertEquals("nobody heard", made.getCause().getMessage());
  }

  @Test
  void everyWayOfFailingIsLogged() throws Exception {
    counts(
        false,
        4,
        0,
        () -> {
          LoopFuture.makeReady(1).then(x -> raise("1"));
          LoopFuture.makeReady(1).thenCompose(x -> raise("2"));
          LoopFuture<Integer> promise = LoopFuture.promise();
          promise.then(x -> x).then(x -> x).then(x -> x).then(x -> x).then(x -> x);
          promise.fail(new RuntimeException("3"));
          LoopFuture<Integer> inner = LoopFuture.promise();
          LoopFuture.makeReady(1).thenCompose(x -> inner);
          inner.fail(new RuntimeException("4"));
        });
    List<String> errors =
        logged.list.stream().map(event -> event.getThrowableProxy().getMessage()).sorted().toList();
    assertEquals(List.of("1", "2", "3", "4"), errors);
  }

  @SuppressWarnings("TypeParameterUnusedInFormals")
  private static <T> T raise(String message) {
    throw new RuntimeException(message);
  }

  @Test
  void anErrorThatWasHandledIsNotLogged() throws Exception {
    counts(
        false,
        1,
        0,
        () -> LoopFuture.makeException(new RuntimeException("handled")).handleError(e -> 1));
    assertEquals(List.of(), logged.list);
  }

  @Test
  void theRestOfWhenAnyNeedNotBeConsumed() throws Exception {
    counts(
        false,
        0,
        0,
        () -> {
          LoopFuture<Integer> late = LoopFuture.promise();
          LoopFuture<Integer> bad = LoopFuture.makeException(new RuntimeException("bad"));
          LoopFutures.whenAny(List.of(bad, LoopFuture.makeReady(1), late)).get();
          late.fail(new RuntimeException("late"));
        });
    assertEquals(List.of(), logged.list);
  }

  @Test
  void oneThatSomebodyWaitedForAndNobodyCompletedIsCountedApart() throws Exception {
    counts(
        false,
        0,
        3,
        () -> {
          LoopFuture.promise().ignore();
          LoopFuture<Integer> inner = LoopFuture.promise();
          LoopFuture.makeReady(1).thenCompose(x -> inner).ignore();
        });
  }

  @Test
  void whatWasConsumedAndCompletedIsNeverCounted() throws Exception {
    counts(
        false,
        0,
        0,
        () -> {
          for (int i = 0; i < 70_000; i++) {
            LoopFuture.makeReady(i).get();
          }
          for (Coming coming : Coming.values()) {
            coming.value(1, f -> f.then(x -> x).thenCompose(LoopFuture::makeReady));
          }
        });
    counts(
        true,
        0,
        0,
        () -> {
          for (Coming coming : Coming.values()) {
            coming.value(1, f -> f.then(x -> x).thenCompose(LoopFuture::makeReady));
          }
        });
  }

  @Test
  void oneUsedAgainIsCountedAgain() throws Exception {
    counts(
        false,
        200,
        0,
        () -> {
          List<LoopFuture<Integer>> consumed = new ArrayList<>();
          for (int i = 0; i < 2_000; i++) {
            consumed.add(LoopFuture.makeReady(i));
          }
          consumed.forEach(LoopFuture::ignore);
          for (int i = 0; i < 200; i++) {
            LoopFuture.makeReady(i);
          }
          assertEquals(2_000, FuturePool.current().made());
        });
  }
}
