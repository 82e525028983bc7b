package io.roundtrip.pg;

import io.vertx.core.Completable;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * One statement on its way, from the wait queue to its answer. Loop-confined. It is answered once, by its deadline; a
 * late answer of the server's only frees the connection.
 */
final class Call extends Wait implements Completable<RowSet<Row>> {
  final String sql;
  final @Nullable Tuple args;
  private final Completable<? super RowSet<Row>> out;
  private final Links links;
  private @Nullable Link link;
  private boolean answered;

  Call(
      Links links,
      String sql,
      @Nullable Tuple args,
      long deadlineNanos,
      Completable<? super RowSet<Row>> out) {
    super(deadlineNanos);
    this.links = links;
    this.sql = sql;
    this.args = args;
    this.out = out;
  }

  @Override
  boolean isExclusive() {
    return false;
  }

  @Override
  void granted(Link to) {
    link = to;
    to.send(this);
  }

  @Override
  void refused(PgFailure why) {
    answer(null, why);
  }

  @Override
  protected void onTime(long nowNanos) {
    onDeadline();
  }

  @Override
  void onDeadline() {
    Link at = link;
    if (at == null) {
      links.leave(this);
      answer(null, links.tooLate());
    } else {
      answer(
          null,
          new PgFailure(
              PgKind.UNKNOWN, "the statement was sent and not answered by its deadline", null));
      at.overdue();
    }
  }

  /** The connection's word. */
  @Override
  public void complete(@Nullable RowSet<Row> rows, @Nullable Throwable failure) {
    Link at = link;
    answer(rows, failure == null ? null : failure(failure));
    if (at != null) {
      at.answered(this);
    }
  }

  /** Its connection is given up: whether the server has done it, nobody knows. */
  void lost(String why) {
    answer(null, new PgFailure(PgKind.UNKNOWN, "the statement was sent, and " + why, null));
  }

  private static PgFailure failure(Throwable failure) {
    if (failure instanceof PgException server) {
      return PgFailure.answered(server);
    }
    if (Link.isLoss(failure)) {
      return new PgFailure(
          PgKind.UNKNOWN, "the statement was sent, and the connection was lost", failure);
    }
    // The client could not encode an argument or read an answer.
    return new PgFailure(PgKind.BUG, String.valueOf(failure.getMessage()), failure);
  }

  private void answer(@Nullable RowSet<Row> rows, @Nullable PgFailure failure) {
    if (answered) {
      return;
    }
    answered = true;
    links.ticker().cancel(this);
    if (failure != null) {
      out.fail(failure);
    } else if (rows != null) {
      out.succeed(rows);
    }
  }
}
