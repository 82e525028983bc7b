package io.roundtrip.store;

import io.roundtrip.pg.PgClient;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * The runs of schedules that engines share, table {@code schedule_runs}. Stateless.
 *
 * <p>A row of a schedule and due time is a run, and its engine's alone; an index lets a schedule have one row that is not
 * ended. The row of an engine whose lease is over is ended by whoever wants the next.
 */
public final class ScheduleTable {
  private static final String INSERT =
      "INSERT INTO schedule_runs (schedule, due_at, engine) VALUES ($1, $2, $3)"
          + " ON CONFLICT DO NOTHING";

  private static final String TAKEN =
      "SELECT count(*) FROM schedule_runs WHERE schedule = $1 AND due_at = $2";

  // Who claims has no run under way: a row of its own that is open is one whose end, or claim, was
  // not heard of.
  private static final String END_LOST =
      "UPDATE schedule_runs r SET ended_at = now(), outcome = 'lost'"
          + " WHERE r.schedule = $1 AND r.ended_at IS NULL AND (r.engine = $2 OR NOT EXISTS"
          + " (SELECT FROM engines e WHERE e.id = r.engine AND e.lease_until > now()))";

  private static final String END =
      "UPDATE schedule_runs SET ended_at = now(), outcome = $4"
          + " WHERE schedule = $1 AND due_at = $2 AND engine = $3 AND ended_at IS NULL";

  // An engine whose clock is late must still find the rows of its due times.
  private static final String PRUNE =
      "DELETE FROM schedule_runs WHERE schedule = $1 AND due_at < now() - interval '1 day'"
          + " AND ended_at IS NOT NULL";

  private ScheduleTable() {}

  /** Whose a run is. */
  public enum Whose {
    /** The engine's that asked: it was made so just now. */
    OURS,
    /** Another engine's, now or before. */
    TAKEN,
    /** Nobody's, because an earlier run of the schedule has not ended. */
    ANOTHER_RUNS
  }

  /**
   * The answer to who wants a run.
   *
   * @param engine the number under which it was taken
   */
  public record Claim(Whose whose, long engine) {}

  /**
   * Takes the run for the engine, unless it is another's or one before it still runs elsewhere. To be called while the engine itself
   * runs none of the schedule.
   */
  public static Future<Claim> claim(PgClient client, String schedule, Instant due, long engine) {
    return insert(client, schedule, due, engine)
        .compose(
            ours ->
                ours
                    ? Future.succeededFuture(new Claim(Whose.OURS, engine))
                    : whyNot(client, schedule, due, engine));
  }

  private static Future<Boolean> insert(
      PgClient client, String schedule, Instant due, long engine) {
    return client
        .execPrepared(INSERT, Tuple.of(schedule, due.atOffset(ZoneOffset.UTC), engine))
        .map(result -> result.affected() == 1);
  }

  private static Future<Claim> whyNot(PgClient client, String schedule, Instant due, long engine) {
    return client
        .execPrepared(TAKEN, Tuple.of(schedule, due.atOffset(ZoneOffset.UTC)))
        .compose(
            result ->
                result.rows().getFirst().getLong(0) > 0
                    ? Future.succeededFuture(new Claim(Whose.TAKEN, engine))
                    : afterLost(client, schedule, due, engine));
  }

  private static Future<Claim> afterLost(
      PgClient client, String schedule, Instant due, long engine) {
    return client
        .execPrepared(END_LOST, Tuple.of(schedule, engine))
        .compose(ended -> insert(client, schedule, due, engine))
        .map(ours -> new Claim(ours ? Whose.OURS : Whose.ANOTHER_RUNS, engine));
  }

  /** The run has ended; rows that nobody needs any more go. */
  public static Future<Void> end(
      PgClient client, String schedule, Instant due, long engine, boolean done) {
    return client
        .execPrepared(
            END, Tuple.of(schedule, due.atOffset(ZoneOffset.UTC), engine, done ? "done" : "failed"))
        .compose(ended -> client.execPrepared(PRUNE, Tuple.of(schedule)))
        .mapEmpty();
  }
}
