package io.roundtrip.batch;

import io.vertx.core.Completable;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way into a batch, and who is told what became of it. Loop-confined; taken by one collector, once.
 *
 * @param <R> the record
 */
public final class BatchEntry<R> {
  private final R record;
  private final long bytes;
  private final Completable<? super @Nullable Void> told;
  long arrivedNanos;
  boolean waits;
  boolean over;
  @Nullable BatchEntry<R> previous;
  @Nullable BatchEntry<R> next;

  /**
   * An entry for one record.
   *
   * @param bytes what it counts for, zero or more
   * @param told succeeds after the commit that holds the record, or fails with an {@link
   *     io.roundtrip.pg.PgFailure}; once, on the collector's loop
   */
  public BatchEntry(R record, long bytes, Completable<? super @Nullable Void> told) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must not be negative, got " + bytes);
    }
    this.record = record;
    this.bytes = bytes;
    this.told = told;
  }

  /** The record. */
  public R record() {
    return record;
  }

  /** What it counts for. */
  public long bytes() {
    return bytes;
  }

  /** Whether it waits for its batch, and can still be withdrawn. */
  public boolean isWaiting() {
    return waits;
  }

  void committed() {
    if (!over) {
      over = true;
      told.succeed();
    }
  }

  void failed(Throwable why) {
    if (!over) {
      over = true;
      told.fail(why);
    }
  }
}
