package io.roundtrip.worker;

import io.roundtrip.future.Timers;
import io.roundtrip.store.StateHistory.Position;
import io.roundtrip.store.StateHistory.Pruned;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the history of states deleted that is older than its route keeps: at the start and then several times within that time,
 * a part at a time, with pauses that leave the store to others. Loop-confined.
 */
final class HistoryExpiry {
  private static final Logger LOG = LoggerFactory.getLogger(HistoryExpiry.class);
  private static final Duration PAUSE = Duration.ofMillis(20);
  private static final Duration UNTIL_READY = Duration.ofMillis(200);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  private static final Duration LEAST_BETWEEN = Duration.ofMinutes(1);
  private static final Duration MOST_BETWEEN = Duration.ofHours(6);
  private static final int A_FRACTION = 4;

  private final List<Kept> routes;
  private final BooleanSupplier ready;
  private final Pruning pruning;
  private final Timers timers;
  private final InstantSource clock;
  private Timers.@Nullable Timer timer;
  private boolean failing;
  private boolean ended;

  /** A route and for how long its history is kept. */
  record Kept(String route, Duration retain) {}

  /** Deletes one part. */
  interface Pruning {
    Future<Pruned> prune(String route, Instant keepFrom, Position from);
  }

  /**
   * It has not begun.
   *
   * @param ready whether the store can be used: this may begin before
   */
  HistoryExpiry(
      List<Kept> routes,
      BooleanSupplier ready,
      Pruning pruning,
      Timers timers,
      InstantSource clock) {
    this.routes = routes;
    this.ready = ready;
    this.pruning = pruning;
    this.timers = timers;
    this.clock = clock;
  }

  void begin() {
    if (!routes.isEmpty()) {
      again(UNTIL_READY, this::pass);
    }
  }

  private void pass() {
    if (ready.getAsBoolean()) {
      part(0, Position.START, 0);
    } else {
      again(UNTIL_READY, this::pass);
    }
  }

  private void part(int at, Position from, long deleted) {
    Kept kept = routes.get(at);
    pruning
        .prune(kept.route(), clock.instant().minus(kept.retain()), from)
        .onComplete(
            done -> {
              failing = false;
              onPart(at, done, deleted + done.deleted());
            },
            failure -> {
              if (!failing) {
                LOG.warn(
                    "old history of states cannot be deleted, which is tried every {} route={}"
                        + " error=\"{}\"",
                    AFTER_FAILURE,
                    kept.route(),
                    failure.getMessage());
              }
              failing = true;
              again(AFTER_FAILURE, () -> part(at, from, deleted));
            });
  }

  private void onPart(int at, Pruned done, long deleted) {
    Position next = done.next();
    if (next != null) {
      again(PAUSE, () -> part(at, next, deleted));
      return;
    }
    if (deleted > 0) {
      LOG.info(
          "old history of states is deleted route={} rows={}", routes.get(at).route(), deleted);
    }
    if (at + 1 < routes.size()) {
      again(PAUSE, () -> part(at + 1, Position.START, 0));
    } else {
      again(between(), this::pass);
    }
  }

  private Duration between() {
    Duration shortest = Collections.min(routes.stream().map(Kept::retain).toList());
    Duration fraction = shortest.dividedBy(A_FRACTION);
    Duration atLeast = fraction.compareTo(LEAST_BETWEEN) < 0 ? LEAST_BETWEEN : fraction;
    return atLeast.compareTo(MOST_BETWEEN) > 0 ? MOST_BETWEEN : atLeast;
  }

  private void again(Duration delay, Runnable what) {
    if (!ended) {
      timer = timers.start(delay, what);
    }
  }

  void end() {
    ended = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
