package io.roundtrip.pg;

import io.roundtrip.queue.TimerWheel;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import io.vertx.sqlclient.Cursor;
import io.vertx.sqlclient.PreparedStatement;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** How far a transaction is, and what of it has not been answered. Loop-confined; {@link PgTransaction} is its handle. */
final class TransactionState extends TimerWheel.Timer {
  private enum Phase {
    OPEN,
    ENDING,
    ENDED
  }

  private final Links links;
  private final Link link;
  private final Set<Promise<?>> unanswered = new LinkedHashSet<>();
  private final List<PreparedStatement> prepared = new ArrayList<>();
  private Phase phase = Phase.OPEN;
  private boolean commitSent;
  private @Nullable PgFailure spoiled;
  private @Nullable PgFailure aborted;
  private @Nullable Consumer<? super PgFailure> listener;

  TransactionState(Links links, Link link, long deadlineNanos) {
    this.links = links;
    this.link = link;
    links.ticker().schedule(this, deadlineNanos);
  }

  // Statements --------------------------------------------------------------------------------

  void execute(String sql, @Nullable Tuple args, Promise<PgResult> out) {
    String refusal = SqlCheck.read(sql, true);
    if (refusal != null) {
      out.fail(new PgFailure(PgKind.BUG, refusal, null));
      return;
    }
    this.<PgResult>ask(() -> link.run(sql, args).map(PgResult::of), out);
  }

  void prepare(String sql, Tuple args, Completable<? super Cursor> out) {
    String refusal = SqlCheck.read(sql, true);
    if (refusal != null) {
      out.fail(new PgFailure(PgKind.BUG, refusal, null));
      return;
    }
    Promise<PreparedStatement> made = Promise.promise();
    made.future()
        .onComplete(
            done -> {
              if (done.failed()) {
                out.fail(done.cause());
                return;
              }
              prepared.add(done.result());
              try {
                out.succeed(done.result().cursor(args));
              } catch (RuntimeException wrong) {
                out.fail(new PgFailure(PgKind.BUG, String.valueOf(wrong.getMessage()), wrong));
              }
            });
    ask(() -> link.ask(connection -> connection.prepare(sql)), made);
  }

  void read(Cursor cursor, int rows, Promise<RowSet<Row>> out) {
    ask(() -> link.ask(connection -> cursor.read(rows)), out);
  }

  /** What asks the server one thing. */
  @FunctionalInterface
  interface Question<T extends @Nullable Object> {
    Future<T> put();
  }

  /** Puts the question if the transaction is open; the promise gets the answer, by the deadline. */
  <T extends @Nullable Object> void ask(Question<T> question, Promise<T> out) {
    PgFailure over = aborted;
    if (over != null || phase != Phase.OPEN) {
      out.fail(over != null ? over : new PgFailure(PgKind.BUG, "the transaction has ended", null));
      return;
    }
    if (unanswered.size() > links.options().maxWaiting()) {
      out.fail(
          new PgFailure(
              PgKind.UNAVAILABLE,
              "the transaction has " + unanswered.size() + " statements without an answer",
              null));
      return;
    }
    unanswered.add(out);
    question.put().onComplete(done -> answered(out, done.result(), done.cause()));
  }

  private <T extends @Nullable Object> void answered(
      Promise<T> out, T result, @Nullable Throwable failure) {
    unanswered.remove(out);
    link.answered();
    if (failure == null) {
      // After a failure only ROLLBACK TO succeeds.
      spoiled = null;
      out.tryComplete(result);
      return;
    }
    PgFailure told = failure(failure);
    if (spoiled == null) {
      spoiled = told;
    }
    if (Link.isLoss(failure)) {
      abort(told);
    }
    out.tryFail(told);
  }

  /** Nothing that was not committed is unknown. */
  private static PgFailure failure(Throwable failure) {
    if (failure instanceof PgException server) {
      return PgFailure.answered(server);
    }
    if (Link.isLoss(failure)) {
      return new PgFailure(
          PgKind.UNAVAILABLE, "the connection was lost, and the transaction with it", failure);
    }
    return new PgFailure(PgKind.BUG, String.valueOf(failure.getMessage()), failure);
  }

  // The end -----------------------------------------------------------------------------------

  void commit(Promise<Void> out) {
    PgFailure why = aborted != null ? aborted : spoiled;
    if (phase != Phase.OPEN) {
      out.fail(why != null ? why : new PgFailure(PgKind.BUG, "the transaction has ended", null));
    } else if (why != null) {
      PgFailure first = why;
      Promise<Void> rolledBack = Promise.promise();
      rolledBack.future().onComplete(done -> out.fail(first));
      rollback(rolledBack);
    } else {
      phase = Phase.ENDING;
      afterAnswers(() -> sendCommit(out), out);
    }
  }

  /** A statement that is still under way may fail, and COMMIT would then roll back without an error. */
  private void afterAnswers(Runnable next, Promise<Void> out) {
    if (unanswered.isEmpty()) {
      next.run();
      return;
    }
    List<Future<?>> all = new ArrayList<>();
    unanswered.forEach(one -> all.add(one.future()));
    Future.join(all)
        .onComplete(
            done -> {
              if (aborted == null) {
                next.run();
              } else {
                out.tryFail(aborted);
              }
            });
  }

  private void sendCommit(Promise<Void> out) {
    PgFailure late = spoiled;
    if (late != null) {
      Promise<Void> rolledBack = Promise.promise();
      rolledBack.future().onComplete(done -> out.tryFail(late));
      sendRollback(rolledBack);
      return;
    }
    commitSent = true;
    unanswered.add(out);
    link.run("COMMIT", null)
        .onComplete(
            done -> {
              unanswered.remove(out);
              link.answered();
              if (done.succeeded()) {
                end();
                out.tryComplete();
              } else if (done.cause() instanceof PgException server) {
                PgFailure told = PgFailure.answeredToCommit(server);
                if (told.kind() == PgKind.UNKNOWN) {
                  abort(told);
                } else {
                  end();
                }
                out.tryFail(told);
              } else {
                PgFailure lost = unknown("the connection was lost");
                abort(lost);
                out.tryFail(lost);
              }
            });
  }

  void rollback(Promise<Void> out) {
    if (phase != Phase.OPEN) {
      out.complete();
      return;
    }
    phase = Phase.ENDING;
    sendRollback(out);
  }

  private void sendRollback(Promise<Void> out) {
    if (phase == Phase.ENDED) {
      out.tryComplete();
      return;
    }
    link.run("ROLLBACK", null)
        .onComplete(
            done -> {
              link.answered();
              if (done.succeeded()) {
                end();
              } else {
                abort(failure(done.cause()));
              }
              out.tryComplete();
            });
    // Not longer than the transaction's own deadline: onTime gives the connection up.
    onAborted(why -> out.tryComplete());
  }

  private void end() {
    if (phase != Phase.ENDED) {
      phase = Phase.ENDED;
      links.ticker().cancel(this);
      prepared.forEach(PreparedStatement::close);
      link.release();
    }
  }

  @Override
  protected void onTime(long nowNanos) {
    abort(
        commitSent
            ? unknown("it was not answered by the deadline")
            : new PgFailure(
                PgKind.UNAVAILABLE,
                "the deadline of the transaction passed, and nothing of it is committed",
                null));
  }

  private static PgFailure unknown(String why) {
    return new PgFailure(PgKind.UNKNOWN, "COMMIT was sent, and " + why, null);
  }

  /** Ends without the server's word: the connection is given up. */
  private void abort(PgFailure why) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    aborted = why;
    links.ticker().cancel(this);
    for (Promise<?> out : List.copyOf(unanswered)) {
      out.tryFail(why);
    }
    unanswered.clear();
    link.discard("a transaction on it was given up");
    Consumer<? super PgFailure> told = listener;
    if (told != null) {
      told.accept(why);
    }
  }

  void onAborted(Consumer<? super PgFailure> told) {
    PgFailure already = aborted;
    if (already != null) {
      told.accept(already);
      return;
    }
    Consumer<? super PgFailure> before = listener;
    listener =
        before == null
            ? told
            : why -> {
              before.accept(why);
              told.accept(why);
            };
  }
}
