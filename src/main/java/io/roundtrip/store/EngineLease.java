package io.roundtrip.store;

import io.roundtrip.pg.PgClient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An engine's right to what it holds in a database that others use too: an id of its own, and a time until which it is taken
 * to be alive. Thread-safe, because its loop alone writes and every shard may ask.
 *
 * <p>The server's clock decides when a lease has ended, and the engine's own monotonic one, counted from before it asked, when
 * it must no longer act on it: sooner, whatever the clocks do.
 */
public final class EngineLease {
  /** How long an engine is taken to be alive after it last said so. */
  public static final Duration TIME = Duration.ofSeconds(10);

  /**
   * Every start of an engine adds a row, so a start takes those away that are long over. One that still holds something stays:
   * it is by the row that others see that they may take it over.
   */
  private static final String NEXT_ID =
      "WITH gone AS (DELETE FROM engines e WHERE e.lease_until < now() - interval '1 hour'"
          + " AND NOT EXISTS (SELECT FROM outbox o"
          + " WHERE o.claimed_by BETWEEN e.id * 1024 AND e.id * 1024 + 1023)"
          + " AND NOT EXISTS (SELECT FROM in_flight f WHERE f.engine = e.id)"
          + " AND NOT EXISTS (SELECT FROM tasks t"
          + " WHERE t.claimed_by BETWEEN e.id * 1024 AND e.id * 1024 + 1023))"
          + " SELECT nextval('engine_ids')";

  private static final String BEGIN =
      "INSERT INTO engines (id, lease_until) VALUES ($1, now() + interval '10 seconds')";

  // A lease that has ended is not begun again: others may hold what it held.
  private static final String RENEW =
      "UPDATE engines SET lease_until = now() + interval '10 seconds'"
          + " WHERE id = $1 AND (lease_until >= now() OR $2)";

  private static final String END = "UPDATE engines SET lease_until = now() WHERE id = $1";

  private static final Logger LOG = LoggerFactory.getLogger(EngineLease.class);

  private final LongSupplier clock;
  private final boolean alone;
  // Volatile: written by the loop that renews, read by every shard.
  private volatile long id;
  private volatile long heldUntilNanos;

  /**
   * No lease yet.
   *
   * @param clock monotonic nanoseconds
   */
  public EngineLease(LongSupplier clock) {
    this(clock, false);
  }

  /**
   * No lease yet.
   *
   * @param clock monotonic nanoseconds
   * @param alone whether no other engine uses the database, so that nobody takes over what is held
   */
  public EngineLease(LongSupplier clock, boolean alone) {
    this.clock = clock;
    this.alone = alone;
    this.heldUntilNanos = clock.getAsLong() - 1;
  }

  /** The engine's number in this database; 0 before it has one, and another one after its lease has ended. */
  public long id() {
    return id;
  }

  /** Whether no other engine can have taken over what this one holds. */
  public boolean isHeld() {
    return id != 0 && clock.getAsLong() - heldUntilNanos < 0;
  }

  /** Whether it is held, and has been since the engine had this number. */
  public boolean isHeldAs(long number) {
    return isHeld() && id == number;
  }

  /**
   * Says that the engine lives. The first time it gets its number; another one when its lease has ended, for what it held is for
   * others then.
   */
  public Future<?> renew(PgClient client) {
    long number = id;
    if (number == 0) {
      return begin(client);
    }
    long asked = clock.getAsLong();
    return client
        .execPrepared(RENEW, Tuple.of(number, alone))
        .compose(
            done -> {
              if (done.affected() == 0) {
                LOG.warn("the engine's lease has ended: it is another engine from now on");
                heldUntilNanos = clock.getAsLong() - 1;
                return begin(client);
              }
              heldUntilNanos = asked + TIME.toNanos();
              return Future.succeededFuture();
            });
  }

  private Future<?> begin(PgClient client) {
    return client
        .query(NEXT_ID, Tuple.tuple(), row -> row.getLong(0))
        .map(List::getFirst)
        .compose(
            next -> {
              long asked = clock.getAsLong();
              return client
                  .execPrepared(BEGIN, Tuple.of(next))
                  .onSuccess(
                      done -> {
                        id = next;
                        heldUntilNanos = asked + TIME.toNanos();
                      });
            });
  }

  /** Gives up what it holds, now. */
  public Future<?> end(PgClient client) {
    heldUntilNanos = clock.getAsLong() - 1;
    return id == 0 ? Future.succeededFuture() : client.execPrepared(END, Tuple.of(id));
  }
}
