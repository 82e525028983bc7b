package io.roundtrip.batch;

import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Collects records into batches, writes these, and tells each record's sender after the commit that holds it. Loop-confined:
 * the writer's futures are completed on the collector's loop.
 *
 * <p>Nothing is told committed that is not. Every record taken is told within {@code timeout} of {@link #offer} (and the
 * time the writer overstays), whether it waits or is under way; the bad row of a batch fails alone ({@link BatchRun}). Batches
 * are handed on in the order of arrival; with more than one under way they may commit in another.
 *
 * @param <R> the record
 */
public final class BatchCollector<R> {
  private final BatchPolicy<R> policy;
  private final BatchWriter<R> writer;
  private final Timers timers;
  private final LongSupplier clock;
  private final long timeoutNanos;
  private final BatchCounts counts = new BatchCounts();
  private final Promise<Void> ended = Promise.promise();
  private Timers.@Nullable Timer timer;
  private long timerAt = BatchPolicy.NEVER;
  private boolean pumping;
  private boolean ending;

  /**
   * A collector with nothing in it.
   *
   * @param timeout how long a record may take from its offer to its commit
   * @param timers of the loop
   * @param clock monotonic nanoseconds
   */
  public BatchCollector(
      BatchLimits limits,
      Duration timeout,
      BatchWriter<R> writer,
      Timers timers,
      LongSupplier clock) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, got " + timeout);
    }
    this.policy = new BatchPolicy<>(limits);
    this.timeoutNanos = timeout.toNanos();
    this.writer = writer;
    this.timers = timers;
    this.clock = clock;
  }

  /** A record; unless it is {@link Admission#TAKEN}, its sender is not told anything else. */
  public Admission offer(BatchEntry<R> entry) {
    Admission admission = policy.offer(entry, clock.getAsLong());
    if (admission == Admission.TAKEN) {
      pump();
    } else {
      counts.refused++;
    }
    return admission;
  }

  /** Takes a record back, whose sender is then not told anything; false if it is under way or over. */
  public boolean withdraw(BatchEntry<R> entry) {
    if (!policy.withdraw(entry)) {
      return false;
    }
    entry.over = true;
    counts.withdrawn++;
    pump();
    return true;
  }

  /** Takes nothing more, writes what waits, and completes when every record has been told. */
  public Future<Void> end() {
    ending = true;
    policy.end();
    pump();
    return ended.future();
  }

  /** The bytes of the records that wait for a batch. */
  public long waitingBytes() {
    return policy.waitingBytes();
  }

  /** What it holds and has counted. */
  public BatchFigures figures() {
    Map<CloseReason, Long> closed = new EnumMap<>(CloseReason.class);
    for (CloseReason reason : CloseReason.values()) {
      closed.put(reason, policy.closed(reason));
    }
    return new BatchFigures(
        policy.waiting(),
        policy.waitingBytes(),
        policy.inFlight(),
        closed,
        counts.committed,
        counts.failed,
        counts.badRows,
        counts.expired,
        counts.withdrawn,
        counts.refused,
        counts.statements,
        counts.retries);
  }

  private void pump() {
    if (pumping) {
      return; // the loop below sees what has changed
    }
    pumping = true;
    try {
      expire();
      Batch<R> batch = policy.poll(clock.getAsLong());
      while (batch != null) {
        write(batch);
        expire();
        batch = policy.poll(clock.getAsLong());
      }
    } finally {
      pumping = false;
    }
    schedule();
    if (ending && policy.isIdle()) {
      ended.tryComplete();
    }
  }

  /** All records have the same time, so that the oldest is the first to run out of it. */
  private void expire() {
    BatchEntry<R> oldest = policy.oldest();
    while (oldest != null && clock.getAsLong() - oldest.arrivedNanos >= timeoutNanos) {
      policy.withdraw(oldest);
      counts.expired++;
      oldest.failed(
          new PgFailure(PgKind.UNAVAILABLE, "the deadline passed before it was written", null));
      oldest = policy.oldest();
    }
  }

  private void write(Batch<R> batch) {
    long deadline = batch.entries().getFirst().arrivedNanos + timeoutNanos;
    new BatchRun<>(batch.entries(), deadline, writer, timers, clock, counts, this::onOver)
        .proceed();
  }

  private void onOver() {
    policy.done(clock.getAsLong());
    pump();
  }

  /** One timer, for the first of what time alone can bring: a batch's age, a record's deadline. */
  private void schedule() {
    BatchEntry<R> oldest = policy.oldest();
    long at = policy.wakeAt();
    if (oldest != null) {
      at = earlier(at, oldest.arrivedNanos + timeoutNanos);
    }
    if (at == timerAt) {
      return;
    }
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
    timerAt = at;
    if (at != BatchPolicy.NEVER) {
      long delay = Math.max(0, at - clock.getAsLong());
      timer = timers.start(Duration.ofNanos(delay), this::onTimer);
    }
  }

  private static long earlier(long a, long b) {
    return a == BatchPolicy.NEVER || b - a < 0 ? b : a;
  }

  private void onTimer() {
    timer = null;
    timerAt = BatchPolicy.NEVER;
    pump();
  }
}
