package io.roundtrip.pg;

import io.roundtrip.future.LoopFuture;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link PgClient} whose results are loop futures of the calling loop. Immutable; used on event loops alone. Each method
 * means what the client's of the same name does.
 */
public final class LoopPgClient {
  private final PgClient client;

  LoopPgClient(PgClient client) {
    this.client = client;
  }

  /** {@link PgClient#exec}. */
  public LoopFuture<PgResult> exec(String sql) {
    return LoopFuture.of(client.exec(sql));
  }

  /** {@link PgClient#execPrepared}. */
  public LoopFuture<PgResult> execPrepared(String sql, Tuple args) {
    return LoopFuture.of(client.execPrepared(sql, args));
  }

  /** {@link PgClient#query}. */
  public <T> LoopFuture<List<T>> query(
      String sql, Tuple args, Function<? super Row, ? extends T> mapper) {
    return LoopFuture.of(client.<T>query(sql, args, mapper));
  }

  /** {@link PgClient#begin}; the transaction's own results become loop futures by {@link LoopFuture#of}. */
  public LoopFuture<PgTransaction> begin() {
    return LoopFuture.of(client.begin());
  }

  /** {@link PgClient#inTransaction} of work with loop futures. */
  public <T extends @Nullable Object> LoopFuture<T> inTransaction(
      Function<? super PgTransaction, LoopFuture<T>> work) {
    return LoopFuture.of(client.<T>inTransaction(transaction -> work.apply(transaction).toVertx()));
  }

  /** {@link PgClient#stream} whose step has a loop future. */
  public <T> LoopFuture<Long> stream(
      String sql,
      Tuple args,
      int fetch,
      Function<? super Row, ? extends T> mapper,
      Function<? super List<T>, LoopFuture<?>> step) {
    Function<List<T>, Future<?>> bridged = rows -> step.apply(rows).toVertx();
    return LoopFuture.of(client.<T>stream(sql, args, fetch, mapper, bridged));
  }
}
