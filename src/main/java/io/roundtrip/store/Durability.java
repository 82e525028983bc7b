package io.roundtrip.store;

import io.roundtrip.pg.PgSession;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.List;

/**
 * What a commit of the engine's own sessions means: whether it outlives a crash of the server's machine. Immutable.
 *
 * @param fsync the server's setting
 * @param synchronousCommit the session's
 */
public record Durability(String fsync, String synchronousCommit) {
  private static final String OFF = "off";

  /** What the server says to one of our sessions, which a role or a database may have settings of its own for. */
  public static Future<Durability> of(PgSession session) {
    return session
        .query(
            "SELECT current_setting('fsync'), current_setting('synchronous_commit')",
            Tuple.tuple(),
            row -> new Durability(row.getString(0), row.getString(1)))
        .map(List::getFirst);
  }

  /** Whether what was committed is still there after a crash. */
  public boolean isKept() {
    return !fsync.equals(OFF) && !synchronousCommit.equals(OFF);
  }

  @Override
  public String toString() {
    return "fsync=" + fsync + " synchronous_commit=" + synchronousCommit;
  }
}
