package io.roundtrip.batch;

import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Has records written by a collector again and again until they are there: for what must not be forgotten, and of which a
 * repeat does no harm. Loop-confined.
 *
 * <p>It does not bound what waits; who hands a record over asks {@link #waiting} first.
 *
 * @param <R> the record
 */
public final class UntilWritten<R> {
  private static final Duration AGAIN = Duration.ofMillis(200);

  private final BatchCollector<R> batches;
  private final ToLongFunction<R> sizes;
  private final Timers timers;
  private final Log<R> log;
  private final List<Unwritten<R>> again = new ArrayList<>();
  private Timers.@Nullable Timer timer;
  private int waiting;
  private long waitingBytes;
  private boolean failing;
  private boolean ended;

  private record Unwritten<R>(R record, long bytes, Consumer<Boolean> told) {}

  /** What is worth a line in the log. */
  public interface Log<R> {
    /** The first of several writes has failed, and will be repeated. */
    void onWaits(Throwable failure);

    /** After such a failure, a record is there. */
    void onWrittenAgain();

    /**
     * A record will never be there.
     *
     * @param ended whether that is because the time for repeats is over; else the store does not take it
     */
    void onLost(R record, Throwable failure, boolean ended);
  }

  /**
   * Nothing waits.
   *
   * @param batches its own, which it ends
   * @param sizes the bytes of a record
   */
  public UntilWritten(
      BatchCollector<R> batches, ToLongFunction<R> sizes, Timers timers, Log<R> log) {
    this.batches = batches;
    this.sizes = sizes;
    this.timers = timers;
    this.log = log;
  }

  /** Writes it until it is there, and tells true then; false if it never will be. */
  public void write(R record, Consumer<Boolean> told) {
    Unwritten<R> one = new Unwritten<>(record, sizes.applyAsLong(record), told);
    waiting++;
    waitingBytes += one.bytes;
    offer(one);
  }

  private void offer(Unwritten<R> one) {
    Admission taken =
        batches.offer(
            new BatchEntry<>(one.record, one.bytes, (none, failure) -> onEnded(one, failure)));
    if (taken != Admission.TAKEN) {
      onEnded(one, new PgFailure(PgKind.UNAVAILABLE, "it is full, or has ended", null));
    }
  }

  private void onEnded(Unwritten<R> one, @Nullable Throwable failure) {
    if (failure != null && passes(failure) && !ended) {
      if (!failing) {
        failing = true;
        log.onWaits(failure);
      }
      again.add(one);
      if (timer == null) {
        timer = timers.start(AGAIN, this::writeAgain);
      }
      return;
    }
    if (failure != null) {
      log.onLost(one.record, failure, ended);
    } else if (failing) {
      failing = false;
      log.onWrittenAgain();
    }
    waiting--;
    waitingBytes -= one.bytes;
    one.told.accept(failure == null);
  }

  /** As a repeat does no harm, a lost answer is worth one. */
  private static boolean passes(Throwable failure) {
    return failure instanceof PgFailure typed
        && switch (typed.kind()) {
          case RETRYABLE, UNAVAILABLE, UNKNOWN -> true;
          case CONSTRAINT, DATA, BUG -> false;
        };
  }

  private void writeAgain() {
    timer = null;
    List<Unwritten<R>> all = List.copyOf(again);
    again.clear();
    all.forEach(this::offer);
  }

  /** Records that are not there yet. */
  public int waiting() {
    return waiting;
  }

  /** Their bytes. */
  public long waitingBytes() {
    return waitingBytes;
  }

  /** Writes what waits once more, and no more than that; completes when every record has been told. */
  public Future<Void> end() {
    ended = true;
    if (timer != null) {
      timer.cancel();
      writeAgain();
    }
    return batches.end();
  }
}
