package io.roundtrip.idempotency;

import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgClient;
import io.roundtrip.store.IdempotencyTable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the keys that have expired, so many at a time. Loop-confined. */
final class Expiry {
  private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
  private static final int AT_ONCE = 1_000;

  /** Between two looks when nothing is left, and after a failure. */
  private static final Duration USUAL = Duration.ofSeconds(5);

  /** So that many that expire together leave the loop and the store to others in between. */
  private static final Duration MORE = Duration.ofMillis(50);

  private final PgClient client;
  private final Timers timers;
  private Timers.@Nullable Timer timer;
  private boolean failing;
  private boolean ended;

  Expiry(PgClient client, Timers timers) {
    this.client = client;
    this.timers = timers;
  }

  void begin() {
    again(USUAL);
  }

  private void look() {
    IdempotencyTable.expire(client, AT_ONCE)
        .onComplete(
            (deleted, failure) -> {
              if (failure == null) {
                failing = false;
                again(deleted >= AT_ONCE ? MORE : USUAL);
              } else {
                onFailure(failure);
                again(USUAL);
              }
            });
  }

  private void onFailure(Throwable failure) {
    if (!failing) {
      failing = true;
      LOG.warn(
          "idempotency keys that have expired cannot be deleted, which is tried every {}"
              + " error=\"{}\"",
          USUAL,
          failure.getMessage());
    }
  }

  private void again(Duration delay) {
    if (!ended) {
      timer = timers.start(delay, this::look);
    }
  }

  void end() {
    ended = true;
    if (timer != null) {
      timer.cancel();
    }
  }
}
