package io.roundtrip.idempotency;

import io.roundtrip.batch.Admission;
import io.roundtrip.batch.BatchCollector;
import io.roundtrip.batch.BatchEntry;
import io.roundtrip.batch.BatchLimits;
import io.roundtrip.batch.UntilWritten;
import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.roundtrip.store.IdempotencyTable;
import io.roundtrip.store.KeyAttempt;
import io.roundtrip.store.KeyEnd;
import io.roundtrip.store.KeyRecord;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard's way to the table of the keys: claims and ends in batches. Loop-confined.
 *
 * <p>A claim is answered within {@link #CLAIM_TIMEOUT}. An end is written again and again until it is there, so long as no more
 * than {@value #MOST_UNWRITTEN} wait and {@value #MOST_UNWRITTEN_BYTES} bytes of them.
 */
final class KeyStore {
  static final int MOST_UNWRITTEN = 20_000;
  static final long MOST_UNWRITTEN_BYTES = 32 << 20;

  private static final Logger LOG = LoggerFactory.getLogger(KeyStore.class);

  /** How long a claim may take: its sender is told that there is no store. */
  private static final Duration CLAIM_TIMEOUT = Duration.ofSeconds(3);

  private static final Duration END_TIMEOUT = Duration.ofSeconds(3);
  private static final int COUNT = 500;
  private static final long BYTES = 1 << 20;
  private static final Duration AGE = Duration.ofMillis(20);

  private final PgClient client;
  private final LongSupplier engine;
  private final boolean alone;
  private final BatchCollector<KeyAttempt> claims;
  private final UntilWritten<KeyEnd> ends;

  /**
   * A store with nothing under way.
   *
   * @param engine the engine's number in the database
   * @param alone whether no other engine can use it
   */
  KeyStore(PgClient client, LongSupplier engine, boolean alone, Timers timers) {
    this.client = client;
    this.engine = engine;
    this.alone = alone;
    this.claims =
        new BatchCollector<>(
            BatchLimits.of(COUNT, BYTES, AGE).withWaiting(MOST_UNWRITTEN, MOST_UNWRITTEN_BYTES),
            CLAIM_TIMEOUT,
            this::writeClaims,
            timers,
            System::nanoTime);
    this.ends =
        new UntilWritten<>(
            new BatchCollector<>(
                BatchLimits.of(COUNT, BYTES, AGE).withWaiting(MOST_UNWRITTEN, MOST_UNWRITTEN_BYTES),
                END_TIMEOUT,
                (records, remaining) ->
                    IdempotencyTable.end(client.within(remaining), records)
                        .recover(KeyStore::worth),
                timers,
                System::nanoTime),
            KeyEnd::bytes,
            timers,
            new EndLog());
  }

  /** Asks for a key; false if as many wait as may. What came of it is in the attempt. */
  boolean claim(KeyAttempt attempt, Completable<? super @Nullable Void> told) {
    return claims.offer(new BatchEntry<>(attempt, attempt.bytes(), told)) == Admission.TAKEN;
  }

  private Future<?> writeClaims(List<KeyAttempt> attempts, Duration remaining) {
    return IdempotencyTable.claim(client.within(remaining), attempts, engine.getAsLong(), alone)
        .recover(
            failure -> {
              if (isLost(failure)) {
                attempts.forEach(KeyAttempt::onAnswerLost);
                return worth(failure); // who has the key already is told so by a repeat
              }
              return Future.failedFuture(failure);
            });
  }

  /** Takes over what was found; false if it has changed since. */
  Future<Boolean> takeOver(KeyAttempt attempt, KeyRecord found, boolean replace) {
    PgClient limited = client.within(CLAIM_TIMEOUT);
    long own = engine.getAsLong();
    return replace
        ? IdempotencyTable.replace(limited, attempt, found, own)
        : IdempotencyTable.resume(limited, attempt, found, own);
  }

  /** Writes an end until it is there, or there is no room to remember it: then, too, it is over. */
  void end(KeyEnd end, Runnable over) {
    if (ends.waiting() >= MOST_UNWRITTEN
        || ends.waitingBytes() + end.bytes() > MOST_UNWRITTEN_BYTES) {
      LOG.error(
          "too many outcomes wait for the store: that of this one is not kept messageId={}"
              + " route={}",
          end.claim().messageId(),
          end.claim().route());
      over.run();
      return;
    }
    ends.write(end, written -> over.run());
  }

  /** Outcomes that the store has not been told yet. */
  long unwritten() {
    return ends.waiting();
  }

  /** Writes what waits once more; what is not there then is not kept. */
  Future<?> close() {
    return claims.end().transform(told -> ends.end());
  }

  /** Whether it failed because no answer came, so that it may have been done. */
  static boolean isLost(Throwable failure) {
    return failure instanceof PgFailure typed && typed.kind() == PgKind.UNKNOWN;
  }

  /** A lost answer is worth a repeat, which does no harm. */
  private static <T> Future<T> worth(Throwable failure) {
    return Future.failedFuture(
        isLost(failure)
            ? new PgFailure(PgKind.RETRYABLE, String.valueOf(failure.getMessage()), failure)
            : failure);
  }

  /** What is said of outcomes. */
  private static final class EndLog implements UntilWritten.Log<KeyEnd> {
    @Override
    public void onWaits(Throwable failure) {
      LOG.warn(
          "outcomes of messages with an idempotency key wait for the store error=\"{}\"",
          failure.getMessage());
    }

    @Override
    public void onWrittenAgain() {
      LOG.info("outcomes of messages with an idempotency key are kept again");
    }

    @Override
    public void onLost(KeyEnd end, Throwable failure, boolean ended) {
      LOG.error(
          "the outcome of a message with an idempotency key is not kept messageId={} route={}",
          end.claim().messageId(),
          end.claim().route(),
          failure);
    }
  }
}
