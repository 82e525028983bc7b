package io.roundtrip.pg;

import io.roundtrip.queue.TimerWheel;
import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.ClosedConnectionException;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: what is under way on it, and who may use it. Loop-confined.
 *
 * <p>It is a Vert.x pool of one. Only closing a whole pool sends Terminate past statements that have not been answered and
 * ends a handshake that hangs; a single connection's {@code close} waits behind them.
 */
final class Link {
  private static final Logger LOG = LoggerFactory.getLogger(Link.class);
  private static final String CLOSED = "Pending requests failed to be sent";
  private static final String INACTIVE = "Connection is not active now";

  private final Links links;
  private final Pool pool;
  private final SqlConnection connection;
  private final Set<Call> calls = new LinkedHashSet<>();
  private int inFlight;
  private boolean exclusive;
  private boolean closed;

  /** Takes no more shared statements until it has been had by one who wants it for itself. */
  boolean reserved;

  /** A statement on it is past its deadline: it takes nothing new until it has answered all. */
  private boolean late;

  private final TimerWheel.Timer grace =
      new TimerWheel.Timer() {
        @Override
        protected void onTime(long nowNanos) {
          discard("it did not answer in time");
        }
      };

  Link(Links links, Pool pool, SqlConnection connection) {
    this.links = links;
    this.pool = pool;
    this.connection = connection;
    connection.closeHandler(gone -> onClosed());
    // Vert.x tells of a fault here and goes on; what the connection would answer next is not to be
    // trusted.
    connection.exceptionHandler(
        fault -> {
          LOG.debug("connection fault error={}", fault.getMessage());
          discard("the connection failed");
        });
    if (connection instanceof PgConnection postgres) {
      postgres.noticeHandler(notice -> LOG.debug("server notice code={}", notice.getCode()));
    }
  }

  /** Whether a failure says that the connection is gone. */
  static boolean isLoss(Throwable failure) {
    if (failure instanceof ClosedConnectionException || failure instanceof java.io.IOException) {
      return true;
    }
    String message = failure.getMessage();
    return failure instanceof VertxException
        && message != null
        && (message.startsWith(CLOSED) || message.startsWith(INACTIVE));
  }

  boolean takesShared(int limit) {
    return !exclusive && !reserved && !late && inFlight < limit;
  }

  boolean isIdle() {
    return !exclusive && !late && inFlight == 0;
  }

  boolean isExclusive() {
    return exclusive;
  }

  boolean isOpen() {
    return !closed;
  }

  int inFlight() {
    return inFlight;
  }

  /** For one who wants it for itself, until {@link #release}. */
  void toExclusive() {
    exclusive = true;
    reserved = false;
  }

  /** A statement whose answer is the call's. */
  void send(Call call) {
    calls.add(call);
    run(call.sql, call.args).onComplete(call);
  }

  /** A statement of who has it exclusively. */
  Future<RowSet<Row>> run(String sql, @Nullable Tuple args) {
    inFlight++;
    return args == null
        ? connection.query(sql).execute()
        : connection.preparedQuery(sql).execute(args);
  }

  /** {@link #run} of anything else; {@link #answered()} follows as well. */
  <T extends @Nullable Object> Future<T> ask(Function<SqlConnection, Future<T>> question) {
    inFlight++;
    return question.apply(connection);
  }

  /** The server has answered a call. */
  void answered(Call call) {
    calls.remove(call);
    answered();
  }

  /** The server has answered something. */
  void answered() {
    inFlight--;
    if (inFlight == 0 && late) {
      late = false;
      links.ticker().cancel(grace);
    }
    links.pump();
  }

  /** One of its calls is past its deadline. */
  void overdue() {
    if (!late && !closed && inFlight > 0) {
      late = true;
      links.ticker().schedule(grace, System.nanoTime() + links.options().grace().toNanos());
    }
  }

  /** Given back in order. */
  void release() {
    if (closed) {
      return;
    }
    exclusive = false;
    links.pump();
  }

  private void onClosed() {
    if (!closed) {
      closed = true;
      links.ticker().cancel(grace);
      links.lost(this);
      // What was under way is told by Vert.x; the pool holds a client of its own.
      pool.close();
    }
  }

  /** Never used again: who waits for it is told, and the server is asked to stop what it does. */
  void discard(String why) {
    if (closed) {
      return;
    }
    closed = true;
    links.ticker().cancel(grace);
    for (Call call : List.copyOf(calls)) {
      call.lost(why);
    }
    links.discarded(this, why);
    Leaving leaving = new Leaving(links, pool);
    connection.closeHandler(gone -> leaving.gone());
    if (inFlight > 0 && connection instanceof PgConnection postgres) {
      postgres.cancelRequest().onComplete(asked -> pool.close());
      links
          .ticker()
          .schedule(new Close(pool), System.nanoTime() + links.options().grace().toNanos());
    } else {
      pool.close();
    }
  }

  /** Closes even where the request to cancel gets no answer. */
  private static final class Close extends TimerWheel.Timer {
    private final Pool pool;

    Close(Pool pool) {
      this.pool = pool;
    }

    @Override
    protected void onTime(long nowNanos) {
      pool.close();
    }
  }
}
