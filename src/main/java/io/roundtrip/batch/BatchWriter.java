package io.roundtrip.batch;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes records in one transaction.
 *
 * @param <R> the record
 */
@FunctionalInterface
public interface BatchWriter<R> {
  /**
   * Writes all or none, and is called again only when the future is complete.
   *
   * @param records at least one, in the order of their arrival
   * @param timeout by when the future is complete, whatever happens
   * @return succeeds after the commit; fails with a {@link io.roundtrip.pg.PgFailure}. Any other failure counts as a bug, of
   *     which it is unknown what it left behind
   */
  Future<? extends @Nullable Object> write(List<R> records, Duration timeout);
}
