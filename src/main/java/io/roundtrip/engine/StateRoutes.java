package io.roundtrip.engine;

import io.roundtrip.future.Timers;
import io.roundtrip.store.EngineLease;
import io.roundtrip.store.StateOwners.Other;
import io.roundtrip.store.StoreRefused;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that no other engine runs this one's routes with state on its database, since each would hold states of its own.
 * Loop-confined.
 *
 * <p>At the start it waits as long as it takes until the lease of an engine that died has ended, and then refuses. An engine
 * that lost its lease, and with it its routes, takes them again; if another one has them by then, it says so.
 */
final class StateRoutes {
  /** Longer than a dead engine is taken to be alive. */
  static final Duration PATIENCE = EngineLease.TIME.plusSeconds(2);

  private static final Duration AGAIN = Duration.ofMillis(250);
  private static final Logger LOG = LoggerFactory.getLogger(StateRoutes.class);

  private final LongSupplier number;
  private final Timers timers;
  private final LongSupplier clock;
  private long claimedAs;
  private boolean stopped;

  /**
   * None is claimed.
   *
   * @param number this engine's in the database, another one after its lease has ended
   * @param clock monotonic nanoseconds
   */
  StateRoutes(LongSupplier number, Timers timers, LongSupplier clock) {
    this.number = number;
    this.timers = timers;
    this.clock = clock;
  }

  /**
   * Claims them; fails with a {@link StoreRefused} if another engine is found to be alive.
   *
   * @param attempt renews the lease and asks for the routes; has those that others run
   */
  Future<Void> claim(Supplier<Future<List<Other>>> attempt) {
    return claim(attempt, clock.getAsLong(), true);
  }

  private Future<Void> claim(Supplier<Future<List<Other>>> attempt, long begun, boolean first) {
    if (stopped) {
      return Future.failedFuture(new CancellationException("stopped before its routes were free"));
    }
    return attempt
        .get()
        .compose(
            others -> {
              if (others.isEmpty()) {
                claimedAs = number.getAsLong();
                return Future.succeededFuture();
              }
              if (clock.getAsLong() - begun >= PATIENCE.toNanos()) {
                return Future.failedFuture(
                    new StoreRefused(
                        describe(others)
                            + " on this database, and a route with state may run on one engine at a"
                            + " time: stop the other engine, or give this one a database of its"
                            + " own"));
              }
              if (first) {
                LOG.warn("waiting for another engine: {}", describe(others));
              }
              Promise<Void> pause = Promise.promise();
              timers.start(AGAIN, pause::complete);
              return pause.future().compose(passed -> claim(attempt, begun, false));
            });
  }

  /** Claims them again if the engine has another number than when it did. */
  Future<?> keep(Supplier<Future<List<Other>>> attempt) {
    if (number.getAsLong() == claimedAs) {
      return Future.succeededFuture();
    }
    return attempt
        .get()
        .onSuccess(
            others -> {
              claimedAs = number.getAsLong();
              if (!others.isEmpty()) {
                LOG.error(
                    "while this engine could not reach the store another took over: {}. Both change"
                        + " its states now: stop one of them",
                    describe(others));
              }
            });
  }

  /** Waits no longer. */
  void stop() {
    stopped = true;
  }

  private static String describe(List<Other> others) {
    return others.stream()
        .map(other -> "engine " + other.engine() + " runs route '" + other.route() + "'")
        .collect(Collectors.joining(", "));
  }
}
