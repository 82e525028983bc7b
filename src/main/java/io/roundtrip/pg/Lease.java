package io.roundtrip.pg;

import io.vertx.core.Promise;
import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;

/** Waits for a connection of its own and begins a transaction on it. Loop-confined. */
final class Lease extends Wait {
  private final Home home;
  private final Links links;
  private final Promise<PgTransaction> out;
  private boolean answered;
  private @Nullable Link link;

  Lease(Home home, Links links, long deadlineNanos, Promise<PgTransaction> out) {
    super(deadlineNanos);
    this.home = home;
    this.links = links;
    this.out = out;
  }

  @Override
  boolean isExclusive() {
    return true;
  }

  @Override
  void granted(Link to) {
    link = to;
    to.toExclusive();
    to.run("BEGIN", null)
        .onComplete(
            begun -> {
              to.answered();
              links.ticker().cancel(this);
              if (answered) {
                return;
              }
              answered = true;
              if (begun.succeeded()) {
                out.complete(new PgTransaction(home, links, to, deadlineNanos));
              } else {
                to.discard("BEGIN failed");
                out.fail(failure(begun.cause()));
              }
            });
  }

  /** Nothing that was begun is ever unknown: it was not committed. */
  private static PgFailure failure(Throwable failure) {
    return failure instanceof PgException server
        ? PgFailure.answered(server)
        : PgFailure.unavailable("the transaction could not begin", failure);
  }

  @Override
  void refused(PgFailure why) {
    answer(why);
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
      answer(links.tooLate());
    } else {
      answer(
          new PgFailure(
              PgKind.UNAVAILABLE, "the deadline passed before the transaction had begun", null));
      at.discard("BEGIN was not answered in time");
    }
  }

  private void answer(PgFailure why) {
    if (!answered) {
      answered = true;
      links.ticker().cancel(this);
      out.fail(why);
    }
  }
}
