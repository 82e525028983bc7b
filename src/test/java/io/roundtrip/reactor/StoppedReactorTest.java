package io.roundtrip.reactor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.roundtrip.future.Await;
import io.roundtrip.future.LoopFuture;
import io.roundtrip.future.Task;
import io.roundtrip.kit.Loop;
import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What becomes of the verticles, tasks and timers of a reactor that stops while its loop goes on. */
final class StoppedReactorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Loop loop = new Loop();
  private final Reactor reactor = Await.await(Reactor.on(loop.vertx(), 1));
  private final List<String> takenDown = new ArrayList<>();

  @AfterEach
  void close() {
    loop.close();
  }

  /** Notes when it is taken down, and throws then if its name says so. */
  private final class Guest implements Deployable {
    private final String name;

    Guest(String name) {
      this.name = name;
    }

    @Override
    public Future<?> deploy(Context context) {
      return Future.succeededFuture();
    }

    @Override
    public Future<?> undeploy(Context context) {
      takenDown.add(name);
      if (name.startsWith("throws")) {
        throw new IllegalStateException(name);
      }
      return name.startsWith("fails")
          ? Future.failedFuture(name)
          : context.owner().timer(1); // and the next one not before that
    }
  }

  private Guest deploy(String name) {
    return Await.await(reactor.deploy(0, () -> new Guest(name)));
  }

  @Test
  void takesItsVerticlesDownTheLastFirstAlsoWhenOneThrows() {
    List.of("first", "throws", "fails", "last").forEach(this::deploy);
    Await.await(reactor.shutdown());
    assertEquals(List.of("last", "fails", "throws", "first"), takenDown);
  }

  @Test
  void aVerticleIsTakenDownOnce() {
    Guest early = deploy("early");
    deploy("late");
    Await.await(reactor.undeploy(0, early));
    Await.await(reactor.shutdown());
    assertEquals(List.of("early", "late"), takenDown);
  }

  @Test
  void leavesTheVertxOfAnotherRunning() throws Exception {
    Await.await(reactor.shutdown());
    assertEquals(1, loop.call(() -> 1));
    Await.await(loop.vertx().timer(1));
    Reactor second = Await.await(Reactor.on(loop.vertx(), 1));
    assertEquals(0, second.taskOn(0, second::currentCore).get(PATIENCE));
    assertEquals(-1, second.currentCore());
  }

  @Test
  void closesItsOwnVertx() {
    Reactor own = Reactor.initialize(1);
    Await.await(own.shutdown());
    assertThrows(
        RejectedExecutionException.class,
        () -> Await.await(own.vertx().timer(1)),
        "its loop is gone");
  }

  @Test
  void runsNothingAnyMoreForItsOwnCoreEither() throws Exception {
    List<String> ran = new ArrayList<>();
    Future<Void> stopped = reactor.shutdown();
    assertSame(stopped, reactor.shutdown(), "the one shutdown");
    Await.await(stopped);
    loop.run(
        () -> {
          assertNotRun(reactor.submitTo(0, () -> ran.add("submitted")));
          assertNotRun(reactor.composeOn(0, () -> LoopFuture.makeReady(ran.add("composed"))));
          assertNotRun(reactor.enqueue(0, Priority.HIGH, () -> ran.add("enqueued")));
          assertNotRun(reactor.sleep(Duration.ZERO));
          assertNotRun(reactor.yieldNow());
          assertThrows(ReactorStopped.class, () -> reactor.setTimer(1, () -> ran.add("timer")));
          assertThrows(
              ReactorStopped.class, () -> reactor.setPeriodic(1_000_000, () -> ran.add("tick")));
        });
    assertThrows(ReactorStopped.class, () -> Await.await(reactor.deploy(0, () -> new Guest("x"))));
    assertEquals(List.of(), ran);
  }

  private static void assertNotRun(LoopFuture<?> future) {
    assertTrue(!assertThrows(ReactorStopped.class, future::get).begun());
  }

  @Test
  void whoSleepsOrYieldsIsTold() throws Exception {
    List<Throwable> told = new ArrayList<>();
    loop.run(
        () -> {
          reactor.sleep(Duration.ofHours(1)).onComplete((value, error) -> told.add(error));
          reactor.yieldNow().onComplete((value, error) -> told.add(error));
          var unused = reactor.at(0).stop();
          assertEquals(2, told.size());
        });
    told.forEach(error -> assertInstanceOf(ReactorStopped.class, error));
  }

  @Test
  void anOutcomeThatComesAfterTheStopIsNobodys() throws Exception {
    List<Throwable> bugs = new CopyOnWriteArrayList<>();
    loop.run(() -> loop.vertx().getOrCreateContext().exceptionHandler(bugs::add));
    LoopFuture<Integer> late = loop.call(LoopFuture::promise);
    LoopFuture<Integer> bad = loop.call(LoopFuture::promise);
    Task<Integer> value = reactor.composeTaskOn(0, () -> late);
    Task<Integer> failure = reactor.composeTaskOn(0, () -> bad);
    assertEquals("both have begun", reactor.taskOn(0, () -> "both have begun").get(PATIENCE));
    Await.await(reactor.shutdown());
    loop.run(
        () -> {
          late.succeed(1);
          bad.fail(new IllegalStateException("late"));
        });
    assertEquals(1, loop.call(() -> 1), "and what they threw has come");
    assertEquals(List.of(), bugs);
    for (Task<Integer> task : List.of(value, failure)) {
      assertTrue(assertThrows(ReactorStopped.class, () -> task.get(PATIENCE)).begun());
    }
  }

  @Test
  void tasksThatNobodyWaitsForAreCountedInTheLog() throws Exception {
    Logger log = (Logger) LoggerFactory.getLogger(Core.class);
    ListAppender<ILoggingEvent> logged = new ListAppender<>();
    logged.start();
    log.addAppender(logged);
    log.setAdditive(false);
    try {
      List<Integer> ran = new ArrayList<>();
      loop.run(
          () -> {
            for (int i = 0; i < 3; i++) {
              int number = i;
              reactor.offer(0, Priority.NORMAL, () -> ran.add(number));
            }
            var unused = reactor.at(0).stop();
          });
      assertEquals(List.of(), ran);
    } finally {
      log.detachAppender(logged);
      log.setAdditive(true);
    }
    assertEquals(
        List.of("stopped: tasks that had been accepted were not run core=0 tasks=3"),
        logged.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
  }
}
