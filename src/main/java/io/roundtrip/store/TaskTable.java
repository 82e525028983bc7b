package io.roundtrip.store;

import io.roundtrip.pg.PgSession;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code tasks}: rows in, claimed, given back, ended, found. Stateless.
 *
 * <p>A claim is the mark of one runner of one engine ({@link OutboxTable#relay}); only who made it takes it away, unless the
 * engine's lease has ended ({@link #recover}).
 */
public final class TaskTable {
  private static final String WHOLE =
      "t.id, t.name, t.request, t.status, t.claims, t.attempts, t.result, t.error";

  private static final String INSERT = "INSERT INTO tasks (id, name, request) VALUES ($1, $2, $3)";

  private static final String CLAIM =
      "WITH due AS MATERIALIZED (SELECT d.id FROM UNNEST($2::text[]) AS n(name)"
          + " CROSS JOIN LATERAL (SELECT c.id, c.next_at FROM tasks c WHERE c.name = n.name"
          + " AND c.claimed_by IS NULL AND c.ended_at IS NULL AND c.next_at <= now()"
          + " ORDER BY c.next_at LIMIT $3 FOR UPDATE SKIP LOCKED) AS d"
          + " ORDER BY d.next_at LIMIT $3)"
          + " UPDATE tasks t SET claimed_by = $1, claims = t.claims + 1,"
          + " attempts = t.attempts + 1, status = 'running' FROM due WHERE t.id = due.id"
          + " RETURNING "
          + WHOLE;

  private static final String OWN = " WHERE id = $1 AND claimed_by = $2 AND claims = $3";

  private static final String END =
      "UPDATE tasks SET claimed_by = NULL, status = $4, ended_at = now(), result = $5, error = $6"
          + OWN;

  // One that somebody cancelled meanwhile is not tried again.
  private static final String AGAIN =
      "UPDATE tasks SET claimed_by = NULL, error = $5,"
          + " status = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END,"
          + " ended_at = CASE WHEN cancel_requested THEN now() END,"
          + " next_at = now() + $4::bigint * interval '1 millisecond'"
          + OWN;

  private static final String RELEASE =
      "UPDATE tasks SET claimed_by = NULL, next_at = now(), attempts = attempts - 1,"
          + " status = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END,"
          + " ended_at = CASE WHEN cancel_requested THEN now() END"
          + OWN;

  private static final String CANCEL =
      "UPDATE tasks SET cancel_requested = true,"
          + " status = CASE WHEN claimed_by IS NULL THEN 'cancelled' ELSE status END,"
          + " ended_at = CASE WHEN claimed_by IS NULL THEN now() END"
          + " WHERE id = $1 AND ended_at IS NULL";

  private static final String HELD =
      "SELECT id, claims, cancel_requested FROM tasks WHERE claimed_by = $1 LIMIT 1000";

  // A row that an engine has locked and not let go is passed over, and holds up no other.
  private static final String RECOVER =
      "WITH dead AS MATERIALIZED (SELECT t.id FROM tasks t WHERE t.claimed_by IS NOT NULL"
          + " AND t.claimed_by / 1024 <> $1 AND ($2 OR NOT EXISTS (SELECT FROM engines e"
          + " WHERE e.id = t.claimed_by / 1024 AND e.lease_until >= now()))"
          + " LIMIT 1000 FOR UPDATE OF t SKIP LOCKED)"
          + " UPDATE tasks SET claimed_by = NULL, next_at = now(),"
          + " status = CASE WHEN cancel_requested THEN 'cancelled' ELSE 'queued' END,"
          + " ended_at = CASE WHEN cancel_requested THEN now() END"
          + " WHERE id IN (SELECT id FROM dead)";

  private static final String FIND = "SELECT " + WHOLE + " FROM tasks t WHERE t.id = $1";

  private static final String PRUNE =
      "DELETE FROM tasks WHERE id IN (SELECT t.id FROM tasks t"
          + " WHERE t.ended_at < now() - $1::bigint * interval '1 millisecond'"
          + " LIMIT 1000 FOR UPDATE SKIP LOCKED)";

  private TaskTable() {}

  /** Stores a task that is due now. */
  public static Future<?> insert(PgSession session, String id, String name, String request) {
    return session.execPrepared(INSERT, Tuple.of(UUID.fromString(id), name, request));
  }

  /**
   * Claims tasks that are due, the longest due first; what others are claiming now is passed over.
   *
   * @param owner the mark of who will run them
   * @param names of the operations that it can run
   * @param room how many at most
   */
  public static Future<List<StoredTask>> claim(
      PgSession session, long owner, Collection<String> names, int room) {
    return session.query(
        CLAIM, Tuple.of(owner, names.toArray(new String[0]), room), TaskTable::task);
  }

  /** Ends a claim and its task: {@code succeeded}, {@code failed} or {@code cancelled}; says whether the claim was there. */
  public static Future<Boolean> end(
      PgSession session,
      long owner,
      StoredTask task,
      String status,
      @Nullable String result,
      @Nullable String error) {
    return own(session, END, owner, task.id(), task.claims(), Tuple.of(status, result, error));
  }

  /** Ends a claim whose task is tried again after so long; says whether the claim was there. */
  public static Future<Boolean> again(
      PgSession session, long owner, StoredTask task, Duration after, String error) {
    return own(session, AGAIN, owner, task.id(), task.claims(), Tuple.of(after.toMillis(), error));
  }

  /** Gives a claim back as if it had not been made; says whether it was there. */
  public static Future<Boolean> release(PgSession session, long owner, String id, int claims) {
    return own(session, RELEASE, owner, id, claims, Tuple.tuple());
  }

  private static Future<Boolean> own(
      PgSession session, String sql, long owner, String id, int claims, Tuple more) {
    Tuple args = Tuple.of(UUID.fromString(id), owner, claims);
    for (int i = 0; i < more.size(); i++) {
      args.addValue(more.getValue(i));
    }
    return session.execPrepared(sql, args).map(done -> done.affected() > 0);
  }

  /** Cancels a task that nobody runs, and marks one that somebody does; without effect on what is over. */
  public static Future<?> cancel(PgSession session, String id) {
    return session.execPrepared(CANCEL, Tuple.of(UUID.fromString(id)));
  }

  /**
   * A claim as the database knows it. Immutable.
   *
   * @param cancelRequested whether somebody wants the task to end
   */
  public record Held(String id, int claims, boolean cancelRequested) {}

  /** The claims of the owner. */
  public static Future<List<Held>> held(PgSession session, long owner) {
    return session.query(
        HELD,
        Tuple.of(owner),
        row -> new Held(row.getUUID(0).toString(), row.getInteger(1), row.getBoolean(2)));
  }

  /**
   * Takes the claims of dead engines away, as many as one statement should.
   *
   * @param engine who asks: never its own
   * @param alone whether no other engine can be alive
   * @return how many there were
   */
  public static Future<Integer> recover(PgSession session, long engine, boolean alone) {
    return session.execPrepared(RECOVER, Tuple.of(engine, alone)).map(done -> done.affected());
  }

  /** The task of that id: one or none. */
  public static Future<List<StoredTask>> find(PgSession session, UUID id) {
    return session.query(FIND, Tuple.of(id), TaskTable::task);
  }

  /** Deletes what has been over for so long, as many as one statement should. */
  public static Future<Integer> prune(PgSession session, Duration retain) {
    return session.execPrepared(PRUNE, Tuple.of(retain.toMillis())).map(done -> done.affected());
  }

  private static StoredTask task(Row row) {
    return new StoredTask(
        row.getUUID("id").toString(),
        row.getString("name"),
        row.getString("request"),
        row.getString("status"),
        row.getInteger("claims"),
        row.getInteger("attempts"),
        row.getString("result"),
        row.getString("error"));
  }
}
