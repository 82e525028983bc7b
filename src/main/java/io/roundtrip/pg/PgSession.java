package io.roundtrip.pg;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.function.Function;

/**
 * Where statements are run: a {@link PgClient}, where each commits by itself, or a {@link PgTransaction}. Every future is
 * completed by its deadline and fails with a {@link PgFailure} alone.
 */
public interface PgSession {
  /** Runs a text of one or more statements, without arguments; several are one transaction of their own. */
  Future<PgResult> exec(String sql);

  /** Runs one statement, prepared once per connection, with arguments for {@code $1}, {@code $2}, … */
  Future<PgResult> execPrepared(String sql, Tuple args);

  /**
   * {@link #execPrepared} whose rows are mapped. A mapper that throws fails the future with a {@link PgKind#BUG}, and
   * cannot undo what the statement did.
   *
   * @param mapper for one row; {@link RecordMapper} makes one for a record
   */
  default <T> Future<List<T>> query(
      String sql, Tuple args, Function<? super Row, ? extends T> mapper) {
    return execPrepared(sql, args)
        .compose(
            result -> {
              try {
                return Future.succeededFuture(result.<T>map(mapper));
              } catch (RuntimeException thrown) {
                return Future.failedFuture(
                    new PgFailure(PgKind.BUG, "a row could not be mapped: " + thrown, thrown));
              }
            });
  }
}
