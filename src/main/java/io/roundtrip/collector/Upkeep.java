package io.roundtrip.collector;

import io.roundtrip.store.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to the journal: to its days at the start and every hour, after a failure sooner; and every few seconds to what engines
 * that died have left in flight. Loop-confined.
 */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  private static final Duration RECOVERY = Duration.ofSeconds(5);
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final Supplier<Future<Partitions.Upkeep>> days;
  private final Supplier<Future<Integer>> recover;
  private long daysTimer = NO_TIMER;
  private long recoveryTimer = NO_TIMER;
  private boolean failing;
  private boolean ended;

  /**
   * It has not begun.
   *
   * @param days makes the days that are needed and drops those that are over
   * @param recover journals what dead engines left in flight; how many that were
   */
  Upkeep(Vertx vertx, Supplier<Future<Partitions.Upkeep>> days, Supplier<Future<Integer>> recover) {
    this.vertx = vertx;
    this.days = days;
    this.recover = recover;
  }

  /** Completes when each was tried once, whatever came of it: it is tried again. */
  Future<?> begin() {
    return seeToDays().transform(tried -> recoverOnce());
  }

  private Future<?> seeToDays() {
    return days.get()
        .onSuccess(
            done -> {
              if (failing || !done.create().isEmpty() || !done.drop().isEmpty()) {
                LOG.info("journal days created={} dropped={}", done.create(), done.drop());
              }
              failing = false;
              daysAgain(USUAL);
            })
        .onFailure(
            failure -> {
              if (!failing) {
                LOG.warn(
                    "the journal's days cannot be seen to, and will be tried every {}: without"
                        + " the day of today nothing is journaled error=\"{}\"",
                    AFTER_FAILURE,
                    failure.getMessage());
              }
              failing = true;
              daysAgain(AFTER_FAILURE);
            })
        .otherwiseEmpty();
  }

  private Future<?> recoverOnce() {
    return recover
        .get()
        .onComplete(
            recovered -> {
              if (recovered.succeeded() && recovered.result() > 0) {
                LOG.warn(
                    "{} messages were under way when their engine ended: they are journaled as"
                        + " unknown, and are not sent again",
                    recovered.result());
              } else if (recovered.failed()) {
                LOG.debug("what was in flight cannot be recovered now", recovered.cause());
              }
              if (!ended) {
                recoveryTimer = vertx.setTimer(RECOVERY.toMillis(), fired -> recoverOnce());
              }
            })
        .otherwiseEmpty();
  }

  private void daysAgain(Duration delay) {
    if (!ended) {
      daysTimer = vertx.setTimer(delay.toMillis(), fired -> seeToDays());
    }
  }

  void end() {
    ended = true;
    cancel(daysTimer);
    cancel(recoveryTimer);
  }

  private void cancel(long timer) {
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
    }
  }
}
