package io.roundtrip.store;

import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgTransaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a database's schema to this engine's version. Immutable.
 *
 * <p>Each script is a transaction that takes an advisory lock first and looks again at what is applied: engines that start
 * at once wait for each other, and what one has done the other passes over. A script that fails leaves nothing, and may be
 * tried again.
 *
 * <p>The schema may be newer than the engine: scripts only add. A script that was changed since it was applied, or one
 * that is missing below others, means that nobody knows what the schema is: both are a {@link StoreRefused}.
 */
public final class Migrations {
  private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

  /** "roundtrip" as a number; of the database, as advisory locks are. */
  private static final String LOCK = "SELECT pg_advisory_xact_lock(8245935278387129201)";

  private static final String TABLE =
      """
      CREATE TABLE IF NOT EXISTS roundtrip_migrations (
        version integer PRIMARY KEY,
        name text NOT NULL,
        checksum text NOT NULL,
        applied_at timestamptz NOT NULL DEFAULT now()
      )\
      """;
  private static final String READ =
      "SELECT version, name, checksum FROM roundtrip_migrations ORDER BY version";
  private static final String RECORD =
      "INSERT INTO roundtrip_migrations (version, name, checksum) VALUES ($1, $2, $3)";

  private final List<Script> scripts;

  private record Applied(int version, String name, String checksum) {}

  /**
   * Of these scripts, in this order.
   *
   * @throws IllegalArgumentException if their versions do not rise
   */
  public Migrations(List<Script> scripts) {
    for (int i = 1; i < scripts.size(); i++) {
      if (scripts.get(i - 1).version() >= scripts.get(i).version()) {
        throw new IllegalArgumentException(
            scripts.get(i - 1) + " and " + scripts.get(i) + " are not in order");
      }
    }
    this.scripts = List.copyOf(scripts);
  }

  /**
   * Applies what is missing; the future has how many that were. Fails with a {@link StoreRefused} that says why the
   * database is not this engine's, or with the {@link io.roundtrip.pg.PgFailure} of a statement.
   *
   * @param client whose time limit has to be long enough for the longest script, and for those of another engine
   */
  public Future<Integer> apply(PgClient client) {
    return from(client, 0);
  }

  private Future<Integer> from(PgClient client, int done) {
    return client
        .<Boolean>inTransaction(this::applyNext)
        .compose(more -> more ? from(client, done + 1) : Future.succeededFuture(done));
  }

  /** Applies the first that is missing, and says whether there was one. */
  private Future<Boolean> applyNext(PgTransaction transaction) {
    return transaction
        .exec(LOCK)
        .compose(locked -> transaction.exec(TABLE))
        .compose(
            there ->
                transaction.query(
                    READ,
                    Tuple.tuple(),
                    row -> new Applied(row.getInteger(0), row.getString(1), row.getString(2))))
        .compose(
            applied -> {
              Script next = firstMissing(applied);
              return next == null
                  ? Future.succeededFuture(false)
                  : apply(transaction, next).map(true);
            });
  }

  private static Future<?> apply(PgTransaction transaction, Script script) {
    LOG.info("the store's schema gets {}", script);
    return transaction
        .exec(script.sql())
        .compose(
            done ->
                transaction.execPrepared(
                    RECORD, Tuple.of(script.version(), script.name(), script.checksum())));
  }

  private @Nullable Script firstMissing(List<Applied> applied) {
    Map<Integer, Applied> byVersion = new HashMap<>();
    applied.forEach(each -> byVersion.put(each.version(), each));
    int newest = applied.isEmpty() ? 0 : applied.getLast().version();
    Script missing = null;
    for (Script script : scripts) {
      Applied there = byVersion.get(script.version());
      if (there != null && !there.checksum().equals(script.checksum())) {
        throw new StoreRefused(
            "the migration "
                + script
                + " is not the one that this database has (there it is called '"
                + there.name()
                + "'): run the release that made the schema, or use another database");
      }
      missing = there == null && missing == null ? script : missing;
    }
    int ours = scripts.isEmpty() ? 0 : scripts.getLast().version();
    if (missing != null && missing.version() < newest) {
      throw new StoreRefused(
          "the database lacks the migration "
              + missing
              + " below its newest, "
              + newest
              + ": run the release that made the schema, or use another database");
    }
    if (missing == null && newest > ours) {
      LOG.warn(
          "the store's schema is of a newer release: version {}, and this engine's is {}",
          newest,
          ours);
    }
    return missing;
  }
}
