package io.roundtrip.batch;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in one transaction, or what a system has instead.
 *
 * @param <R> the record
 */
@FunctionalInterface
public interface BatchWriter<R> {
  /**
   * Writes all or none, and is called again only when the future is complete.
   *
   * @param records at least one, in the order of their arrival
   * @param timeout by when the future is complete, whatever happens; a writer that tells the records' senders itself may go on
   *     for those that have longer
   * @return succeeds after the commit; fails with a {@link io.roundtrip.pg.PgFailure}. Any other failure counts as a bug, of
   *     which it is unknown what it left behind
   */
  Future<? extends @Nullable Object> write(List<R> records, Duration timeout);
}
