package io.roundtrip.pg;

import io.roundtrip.queue.TimerWheel;
import io.roundtrip.reactor.Ticker;
import io.vertx.core.Future;
import io.vertx.core.net.NetClientOptions;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import io.vertx.sqlclient.SqlConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import org.jspecify.annotations.Nullable;

/** Makes connections, each in its time or not at all. Loop-confined. */
final class Opening {
  /** With a native transport the kernel ends a connection whose other end is out of reach after this. */
  private static final int UNACKNOWLEDGED_MILLIS = 30_000;

  private final Home home;
  private final PgOptions options;
  private final Ticker ticker;
  private final Links links;
  private @Nullable ConnectOptions connect;

  Opening(Home home, PgOptions options, Ticker ticker, Links links) {
    this.home = home;
    this.options = options;
    this.ticker = ticker;
    this.links = links;
  }

  /** Begins with one; {@link Links#opened} or {@link Links#failed} follows, once. */
  void start() {
    // Later, and on the client's own context: Vert.x ties a pool to the context that made it.
    home.later(() -> new Attempt().begin());
  }

  private Future<SqlConnectOptions> connectOptions() {
    ConnectOptions made = connect;
    if (made == null) {
      made = ConnectOptions.of(options);
      connect = made;
    }
    ConnectOptions ready = made;
    return options.password().get().map(ready::withPassword);
  }

  private NetClientOptions transport() {
    int millis = (int) Math.min(Integer.MAX_VALUE, options.connectTimeout().toMillis());
    return new NetClientOptions()
        .setConnectTimeout(Math.max(1, millis))
        .setTcpKeepAlive(true)
        .setTcpUserTimeout(UNACKNOWLEDGED_MILLIS)
        .setTcpNoDelay(true);
  }

  private final class Attempt extends TimerWheel.Timer {
    private @Nullable Pool pool;
    private @Nullable Leaving leaving;
    private boolean over;

    void begin() {
      Pool made;
      try {
        made =
            PgBuilder.pool()
                .using(home.vertx())
                .with(new PoolOptions().setMaxSize(1).setMaxWaitQueueSize(1))
                .with(transport())
                .connectingTo(Opening.this::connectOptions)
                .build();
      } catch (RuntimeException wrong) {
        over = true;
        links.failed(PgFailure.unavailable("the connection cannot be set up", wrong), false);
        return;
      }
      pool = made;
      ticker.schedule(this, System.nanoTime() + options.connectTimeout().toNanos());
      made.getConnection().onComplete(this::onConnected);
    }

    private void onConnected(@Nullable SqlConnection connection, @Nullable Throwable failure) {
      Pool from = pool;
      if (over || from == null) {
        // Too late for who waited; the server is there again, and lets go of it in order.
        if (from != null) {
          from.close();
        }
        if (leaving != null) {
          leaving.gone();
        }
        return;
      }
      over = true;
      ticker.cancel(this);
      if (connection != null) {
        links.opened(new Link(links, from, connection));
      } else {
        from.close();
        String where = "no connection to " + options.address();
        Throwable why = failure == null ? new IllegalStateException("no reason given") : failure;
        links.failed(PgFailure.unavailable(where, why), false);
      }
    }

    @Override
    protected void onTime(long nowNanos) {
      over = true;
      if (pool != null) {
        leaving = new Leaving(links, pool);
      }
      // Closing it now would not close the socket of a server that does not answer, only lose sight
      // of it.
      links.failed(
          new PgFailure(
              PgKind.UNAVAILABLE,
              "no connection to " + options.address() + " within " + options.connectTimeout(),
              null),
          true);
    }
  }
}
