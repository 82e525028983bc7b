package io.roundtrip.collector;

import io.roundtrip.pg.PgClient;
import io.roundtrip.store.Partitions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees to the journal's days at the start and every hour, and after a failure sooner. Loop-confined. */
final class Upkeep {
  private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);
  private static final Duration USUAL = Duration.ofHours(1);
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);
  private static final long NO_TIMER = -1;

  private final Vertx vertx;
  private final PgClient client;
  private final Partitions partitions;
  private long timer = NO_TIMER;
  private boolean failing;
  private boolean ended;

  Upkeep(Vertx vertx, PgClient client, Partitions partitions) {
    this.vertx = vertx;
    this.client = client;
    this.partitions = partitions;
  }

  /** Completes when it was tried once, whatever came of it: it is tried again. */
  Future<?> begin() {
    return partitions
        .upkeep(client)
        .onSuccess(
            done -> {
              if (failing || !done.create().isEmpty() || !done.drop().isEmpty()) {
                LOG.info("journal days created={} dropped={}", done.create(), done.drop());
              }
              failing = false;
              again(USUAL);
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
              again(AFTER_FAILURE);
            })
        .otherwiseEmpty();
  }

  private void again(Duration delay) {
    if (!ended) {
      timer = vertx.setTimer(delay.toMillis(), fired -> begin());
    }
  }

  void end() {
    ended = true;
    if (timer != NO_TIMER) {
      vertx.cancelTimer(timer);
    }
  }
}
