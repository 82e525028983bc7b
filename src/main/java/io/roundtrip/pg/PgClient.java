package io.roundtrip.pg;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous access to one PostgreSQL database. Thread-safe, because it lives on one event loop, and calls from
 * elsewhere are handed over to it; results come back to the caller's context.
 *
 * <p>Fastest on its own loop: make one per verticle, in {@code start}. Statements of all callers are pipelined on a few
 * connections, each in a transaction of its own; {@link #inTransaction} and {@link #stream} have a connection for
 * themselves while they last.
 *
 * <p>Every operation has a time limit, {@link PgOptions#timeout} or that of {@link #within}, which counts from the call and
 * includes all waiting. It is kept whatever the server does: a statement that was not sent by then fails as {@link
 * PgKind#UNAVAILABLE}, one that was sent as {@link PgKind#UNKNOWN}, and a connection that owes an answer for too long is
 * replaced.
 */
public final class PgClient implements PgSession {
  private static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

  private final Home home;
  private final Links links;
  private final SqlCheck check;
  private final long timeoutNanos;

  private PgClient(Home home, Links links, SqlCheck check, Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("timeout must be positive, got " + timeout);
    }
    this.home = home;
    this.links = links;
    this.check = check;
    this.timeoutNanos =
        timeout.compareTo(Duration.ofNanos(LONGEST_NANOS)) > 0 ? LONGEST_NANOS : timeout.toNanos();
  }

  /**
   * A client on the calling event loop, or on one of its own for a caller that is on none. It connects when it is first
   * used, and after a loss when it is used again.
   */
  public static PgClient create(Vertx vertx, PgOptions options) {
    Home home = Home.here(vertx);
    return new PgClient(home, new Links(home, options), new SqlCheck(), options.timeout());
  }

  /** The same client and connections with another time limit for each operation. */
  public PgClient within(Duration timeout) {
    return new PgClient(home, links, check, timeout);
  }

  /** The same client for code on the client's loop or another, with loop futures in place of Vert.x's. */
  public LoopPgClient onLoop() {
    return new LoopPgClient(this);
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
    long deadline = deadline();
    return home.<RowSet<Row>>call(
            out -> {
              String refusal = check.refusal(sql, false);
              if (refusal != null) {
                out.fail(new PgFailure(PgKind.BUG, refusal, null));
              } else {
                links.request(new Call(links, sql, args, deadline, out));
              }
            })
        .map(PgResult::of);
  }

  /**
   * Begins a transaction, which ends by {@link PgTransaction#commit}, {@link PgTransaction#rollback} or its time limit,
   * whichever is first: a transaction that is forgotten is rolled back then. {@link #inTransaction} cannot forget.
   */
  public Future<PgTransaction> begin() {
    long deadline = deadline();
    return home.call(out -> links.request(new Lease(home, links, deadline, out)));
  }

  /**
   * Runs work in a transaction: committed if its future succeeds, rolled back if it fails, throws or is not complete within
   * the time limit. The connection is given back before the future completes, or replaced.
   *
   * @return the work's own result or failure; if the commit fails, the commit's
   */
  public <T extends @Nullable Object> Future<T> inTransaction(
      Function<? super PgTransaction, Future<T>> work) {
    return begin()
        .compose(
            transaction -> {
              Promise<T> out = Promise.promise();
              transaction.aborted().onSuccess(out::tryFail);
              apply(work, transaction)
                  .onComplete(
                      done -> {
                        if (done.succeeded()) {
                          transaction
                              .commit()
                              .onComplete(
                                  committed -> out.tryComplete(done.result()), out::tryFail);
                        } else {
                          transaction.rollback().onComplete(ended -> out.tryFail(done.cause()));
                        }
                      });
              return out.future();
            });
  }

  private static <T extends @Nullable Object> Future<T> apply(
      Function<? super PgTransaction, Future<T>> work, PgTransaction transaction) {
    try {
      return work.apply(transaction);
    } catch (RuntimeException thrown) {
      return Future.failedFuture(thrown);
    }
  }

  /**
   * Reads a result of any size, {@code fetch} rows at a time, through a cursor in a transaction of its own. The next rows
   * are asked for when the step's future for the ones before is complete.
   *
   * @param fetch the most rows in memory, 1 to 10,000
   * @param step takes the rows; a failure of it ends the stream and is the stream's
   * @return how many rows there were
   */
  public <T> Future<Long> stream(
      String sql,
      Tuple args,
      int fetch,
      Function<? super Row, ? extends T> mapper,
      Function<? super List<T>, Future<?>> step) {
    return inTransaction(
        transaction ->
            transaction
                .<T>cursor(sql, args, fetch, mapper)
                .compose(cursor -> cursor.forEach(step)));
  }

  /** What its connections are doing. */
  public Future<PgFigures> figures() {
    return home.call(out -> out.complete(links.figures()));
  }

  /**
   * Closes every connection: who waits is told {@link PgKind#UNAVAILABLE}, what is under way {@link PgKind#UNKNOWN}.
   * Completes when the connections are gone, and after twice the grace at the latest.
   */
  public Future<Void> close() {
    return home.<Void>call(out -> links.close().onComplete(out));
  }

  private long deadline() {
    return System.nanoTime() + timeoutNanos;
  }
}
