package io.roundtrip.batch;

import io.roundtrip.future.Timers;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgKind;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One batch's way into the store, until each of its records is committed or has failed. Loop-confined.
 *
 * <p>What it writes is a range of the batch, at first all of it:
 *
 * <ul>
 *   <li>committed: its records are told;
 *   <li>a row is at fault ({@link PgFailure#isAboutRow}): a range of one has found the row, which fails; a longer one is
 *       cut in two and goes on with the first half, so that n records with one bad row take at most 2·log2(n)+1 further
 *       statements, and the good ones are committed in order;
 *   <li>worth a repeat: the range again, after a pause that grows, while there is time;
 *   <li>anything else: it fails, and so does what has not been written, which is then known not to be there.
 * </ul>
 */
final class BatchRun<R> {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
  private static final Duration MOST_PAUSE = Duration.ofSeconds(1);

  private final List<BatchEntry<R>> entries;
  private final long deadlineNanos;
  private final BatchWriter<R> writer;
  private final Timers timers;
  private final LongSupplier clock;
  private final BatchCounts counts;
  private final Runnable over;
  // Ranges still to be written, the next one first: at most one for each time the batch can be
  // halved.
  private final Deque<Range> ranges = new ArrayDeque<>();
  private Duration pause = FIRST_PAUSE;

  private record Range(int from, int to) {
    int size() {
      return to - from;
    }
  }

  BatchRun(
      List<BatchEntry<R>> entries,
      long deadlineNanos,
      BatchWriter<R> writer,
      Timers timers,
      LongSupplier clock,
      BatchCounts counts,
      Runnable over) {
    this.entries = entries;
    this.deadlineNanos = deadlineNanos;
    this.writer = writer;
    this.timers = timers;
    this.clock = clock;
    this.counts = counts;
    this.over = over;
    ranges.push(new Range(0, entries.size()));
  }

  /** Writes the next range, or is over. */
  void proceed() {
    Range range = ranges.peek();
    if (range == null) {
      over.run();
      return;
    }
    long remaining = deadlineNanos - clock.getAsLong();
    if (remaining <= 0) {
      failRest(
          new PgFailure(PgKind.UNAVAILABLE, "the deadline passed before it was written", null));
      return;
    }
    counts.statements++;
    write(range, Duration.ofNanos(remaining))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                committed();
              } else {
                failed(done.cause());
              }
            });
  }

  private Future<? extends @Nullable Object> write(Range range, Duration timeout) {
    List<R> records = new ArrayList<>(range.size());
    for (int i = range.from; i < range.to; i++) {
      records.add(entries.get(i).record());
    }
    try {
      return writer.write(records, timeout);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(
          new PgFailure(PgKind.BUG, "the batch could not be written: " + thrown, thrown));
    }
  }

  private void committed() {
    Range range = ranges.pop();
    pause = FIRST_PAUSE;
    counts.batchesCommitted++;
    for (int i = range.from; i < range.to; i++) {
      counts.committed++;
      entries.get(i).committed();
    }
    proceed();
  }

  private void failed(Throwable failure) {
    PgFailure why =
        failure instanceof PgFailure typed
            ? typed
            : new PgFailure(PgKind.UNKNOWN, "the writer failed: " + failure, failure);
    if (why.isRetryable()) {
      retry(why);
    } else if (why.isAboutRow()) {
      bisect(why);
    } else {
      Range range = ranges.pop();
      fail(range, why);
      failRest(
          why.kind() == PgKind.UNKNOWN
              ? new PgFailure(PgKind.UNAVAILABLE, "not written: " + why.getMessage(), why)
              : why);
    }
  }

  private void bisect(PgFailure why) {
    Range range = ranges.pop();
    if (range.size() == 1) {
      counts.badRows++;
      fail(range, why);
    } else {
      counts.bisections++;
      int middle = range.from + range.size() / 2;
      ranges.push(new Range(middle, range.to));
      ranges.push(new Range(range.from, middle));
    }
    proceed();
  }

  private void retry(PgFailure why) {
    long remaining = deadlineNanos - clock.getAsLong();
    if (remaining <= pause.toNanos()) {
      fail(ranges.pop(), why);
      failRest(why);
      return;
    }
    counts.retries++;
    Duration now = pause;
    Duration twice = pause.multipliedBy(2);
    pause = twice.compareTo(MOST_PAUSE) > 0 ? MOST_PAUSE : twice;
    timers.start(now, this::proceed);
  }

  private void fail(Range range, PgFailure why) {
    for (int i = range.from; i < range.to; i++) {
      counts.failed++;
      entries.get(i).failed(why);
    }
  }

  private void failRest(PgFailure why) {
    Range range = ranges.poll();
    while (range != null) {
      fail(range, why);
      range = ranges.poll();
    }
    over.run();
  }
}
