package io.roundtrip.pg;

import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on a connection of its own. Thread-safe like the {@link PgClient} that began it.
 *
 * <p>A statement that fails spoils it, as in SQL: what follows fails too, until {@code ROLLBACK TO} a savepoint, and
 * {@link #commit} rolls back and fails with the first failure. It ends at its deadline at the latest, and its connection
 * is then replaced: nothing of it is committed, unless COMMIT had been sent, which is {@link PgKind#UNKNOWN}.
 */
public final class PgTransaction implements PgSession {
  private final Home home;
  private final TransactionState state;

  PgTransaction(Home home, Links links, Link link, long deadlineNanos) {
    this.home = home;
    this.state = new TransactionState(links, link, deadlineNanos);
  }

  @Override
  public Future<PgResult> exec(String sql) {
    return statement(sql, null);
  }

  @Override
  public Future<PgResult> execPrepared(String sql, Tuple args) {
    return statement(sql, args);
  }

  private Future<PgResult> statement(String sql, @Nullable Tuple args) {
    return home.<PgResult>call(out -> state.execute(sql, args, out));
  }

  /**
   * Opens a cursor over a result of any size. It lives as long as the transaction.
   *
   * @param fetch rows per read, 1 to 10,000
   */
  public <T> Future<PgCursor<T>> cursor(
      String sql, Tuple args, int fetch, Function<? super Row, ? extends T> mapper) {
    if (fetch < 1 || fetch > PgCursor.MOST_ROWS) {
      throw new IllegalArgumentException(
          "fetch must be from 1 to " + PgCursor.MOST_ROWS + ", got " + fetch);
    }
    return home.call(
        out ->
            state.prepare(
                sql,
                args,
                (cursor, failure) -> {
                  if (cursor != null) {
                    out.complete(new PgCursor<>(home, state, cursor, fetch, mapper));
                  } else {
                    out.fail(failure);
                  }
                }));
  }

  /** Commits. A failure says what is known: rolled back, or {@link PgKind#UNKNOWN}. */
  public Future<Void> commit() {
    return home.<Void>call(state::commit);
  }

  /** Rolls back. Always succeeds: where the server does not say so, the connection is given up, which does the same. */
  public Future<Void> rollback() {
    return home.<Void>call(state::rollback);
  }

  /** Succeeds, with the reason, if the transaction ends by anything but commit and rollback. */
  Future<PgFailure> aborted() {
    return home.call(out -> state.onAborted(out::tryComplete));
  }
}
