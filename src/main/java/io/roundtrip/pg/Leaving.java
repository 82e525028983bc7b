package io.roundtrip.pg;

import io.roundtrip.queue.TimerWheel;
import io.vertx.sqlclient.Pool;
import java.time.Duration;

/**
 * A connection that was given up, until it is physically gone or {@link #LONGEST} has passed. Loop-confined.
 *
 * <p>Vert.x cannot close a socket whose other end neither answers nor closes. One that stays silent that long is counted
 * no more: a few sockets an hour are lost to such a peer, and the client is not.
 */
final class Leaving extends TimerWheel.Timer {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final Links links;
  private final Pool pool;
  private boolean over;

  Leaving(Links links, Pool pool) {
    this.links = links;
    this.pool = pool;
    links.ticker().schedule(this, System.nanoTime() + LONGEST.toNanos());
  }

  /** It is physically gone. */
  void gone() {
    if (!over) {
      over = true;
      links.ticker().cancel(this);
      links.gone();
    }
  }

  @Override
  protected void onTime(long nowNanos) {
    pool.close();
    gone();
  }
}
