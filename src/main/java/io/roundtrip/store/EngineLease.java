package io.roundtrip.store;

import io.roundtrip.pg.PgClient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

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
          + " AND NOT EXISTS (SELECT FROM in_flight f WHERE f.engine = e.id))"
          + " SELECT nextval('engine_ids')";

  private static final String RENEW =
      "INSERT INTO engines (id, lease_until) VALUES ($1, now() + interval '10 seconds')"
          + " ON CONFLICT (id) DO UPDATE SET lease_until = EXCLUDED.lease_until";

  private static final String END = "UPDATE engines SET lease_until = now() WHERE id = $1";

  private final LongSupplier clock;
  // Volatile: written by the loop that renews, read by every shard.
  private volatile long id;
  private volatile long heldUntilNanos;

  /**
   * No lease yet.
   *
   * @param clock monotonic nanoseconds
   */
  public EngineLease(LongSupplier clock) {
    this.clock = clock;
    this.heldUntilNanos = clock.getAsLong() - 1;
  }

  /** The engine's number in this database; 0 before it has one. */
  public long id() {
    return id;
  }

  /** Whether no other engine can have taken over what this one holds. */
  public boolean isHeld() {
    return id != 0 && clock.getAsLong() - heldUntilNanos < 0;
  }

  /** Says that the engine lives; the first time it gets its id. */
  public Future<?> renew(PgClient client) {
    return id == 0
        ? client
            .query(NEXT_ID, Tuple.tuple(), row -> row.getLong(0))
            .map(List::getFirst)
            .compose(
                next -> {
                  id = next;
                  return renewed(client);
                })
        : renewed(client);
  }

  private Future<?> renewed(PgClient client) {
    long asked = clock.getAsLong();
    return client
        .execPrepared(RENEW, Tuple.of(id))
        .onSuccess(done -> heldUntilNanos = asked + TIME.toNanos());
  }

  /** Gives up what it holds, now. */
  public Future<?> end(PgClient client) {
    heldUntilNanos = clock.getAsLong() - 1;
    return id == 0 ? Future.succeededFuture() : client.execPrepared(END, Tuple.of(id));
  }
}
