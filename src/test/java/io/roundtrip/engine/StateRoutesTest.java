package io.roundtrip.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.store.EngineLease;
import io.roundtrip.store.StateOwners.Other;
import io.roundtrip.store.StoreRefused;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** The claim of routes with state, with the test's own time. */
final class StateRoutesTest {
  private static final List<Other> ANOTHER = List.of(new Other("orders", 7));

  private final Deque<Runnable> timers = new ArrayDeque<>();
  private long now;
  private long number = 1;
  private int asked;
  private List<Other> others = List.of();
  private final StateRoutes routes =
      new StateRoutes(
          () -> number,
          (delay, task) -> {
            timers.add(
                () -> {
                  now += delay.toNanos();
                  task.run();
                });
            return timers::clear;
          },
          () -> now);

  private Future<List<Other>> ask() {
    asked++;
    return Future.succeededFuture(others);
  }

  @Test
  void whatIsFreeIsClaimedAtOnceAndNotAskedForAgain() {
    assertTrue(routes.claim(this::ask).succeeded());
    assertTrue(routes.keep(this::ask).succeeded());
    assertEquals(1, asked);
  }

  @Test
  void waitsUntilTheLeaseOfAnEngineThatDiedHasEnded() {
    others = ANOTHER;
    Future<Void> claimed = routes.claim(this::ask);
    while (now < EngineLease.TIME.toNanos()) {
      assertFalse(claimed.isComplete());
      timers.remove().run();
    }
    others = List.of();
    timers.remove().run();
    assertTrue(claimed.succeeded());
    assertTrue(now <= EngineLease.TIME.plusSeconds(1).toNanos(), "not much longer than the lease");
  }

  @Test
  void refusesWhereAnotherEngineIsAlive() {
    others = ANOTHER;
    Future<Void> claimed = routes.claim(this::ask);
    while (!timers.isEmpty()) {
      timers.remove().run();
    }
    StoreRefused why = assertInstanceOf(StoreRefused.class, claimed.cause());
    assertTrue(
        String.valueOf(why.getMessage())
            .startsWith("store: engine 7 runs route 'orders' on this database"),
        why::getMessage);
    assertTrue(Duration.ofNanos(now).compareTo(StateRoutes.PATIENCE.plusSeconds(1)) < 0);
  }

  @Test
  void asksNoMoreOnceItIsStopped() {
    others = ANOTHER;
    Future<Void> claimed = routes.claim(this::ask);
    routes.stop();
    timers.remove().run();
    assertInstanceOf(CancellationException.class, claimed.cause());
    assertEquals(1, asked);
    assertTrue(timers.isEmpty());
  }

  @Test
  void anEngineThatHasLostItsLeaseClaimsAgain() {
    assertTrue(routes.claim(this::ask).succeeded());
    number = 2;
    others = ANOTHER;
    assertTrue(routes.keep(this::ask).succeeded(), "it goes on, and says so");
    assertEquals(2, asked);
    assertTrue(routes.keep(this::ask).succeeded());
    assertEquals(2, asked);
  }
}
