package io.roundtrip.store;

import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.PgResult;
import io.roundtrip.pg.PgSession;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.function.Supplier;

/**
 * Inserts of rows that are hardly ever there already. Stateless.
 *
 * <p>To look out for a conflict costs the server at every row (a speculative insertion is confirmed in the log): so the
 * statement that does is sent only after one that does not has failed.
 */
final class RareConflict {
  /** SQLSTATE of a row that is there already. */
  private static final String UNIQUE_VIOLATION = "23505";

  private RareConflict() {}

  /**
   * Inserts all or none, outside of any transaction of the session's, which the conflict would end.
   *
   * @param sql fails where a row is there
   * @param onConflict does not
   */
  static Future<PgResult> insert(
      PgSession session, String sql, String onConflict, Supplier<Tuple> args) {
    return session
        .execPrepared(sql, args.get())
        .recover(
            failure ->
                failure instanceof PgFailure typed && UNIQUE_VIOLATION.equals(typed.sqlState())
                    ? session.execPrepared(onConflict, args.get())
                    : Future.failedFuture(failure));
  }
}
