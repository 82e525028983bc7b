package io.roundtrip.store;

import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgTransaction;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The journal's days: makes those that are about to be needed, drops those that are older than they must be. Immutable.
 *
 * <p>Each day is one transaction under an advisory lock, so that several engines of one database do no harm to each other: the
 * second finds it done. A new day is attached, which blocks nobody who writes; a drop must have the table for a moment, and
 * rather fails than lets writers stand in line behind a long search: it is tried again with the next upkeep.
 */
public final class Partitions {
  private static final String PREFIX = "journal_";
  private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

  /** Only upkeep takes it; any number that nothing else uses. */
  private static final long LOCK = 0x726f756e64747270L;

  private static final String LIST =
      "SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
          + " WHERE i.inhparent = 'journal'::regclass";

  private final Duration retain;
  private final InstantSource clock;

  /**
   * The upkeep of one engine.
   *
   * @param retain for how long rows are kept at least; at most a day longer
   * @param clock the wall clock
   */
  public Partitions(Duration retain, InstantSource clock) {
    if (retain.isNegative() || retain.isZero()) {
      throw new IllegalArgumentException("retain must be positive, got " + retain);
    }
    this.retain = retain;
    this.clock = clock;
  }

  /**
   * What there is to do. Immutable.
   *
   * @param create days that are missing, in order
   * @param drop days that are over, in order
   */
  public record Upkeep(List<LocalDate> create, List<LocalDate> drop) {
    /** Copies. */
    public Upkeep {
      create = List.copyOf(create);
      drop = List.copyOf(drop);
    }
  }

  /** Does what there is to do now, and says what it was. Called again if it failed, and every hour. */
  public Future<Upkeep> upkeep(PgClient client) {
    return client
        .query(LIST, Tuple.tuple(), row -> row.getString("name"))
        .compose(
            names -> {
              Upkeep upkeep = plan(clock.instant(), retain, Set.copyOf(names));
              Future<?> chain = Future.succeededFuture();
              for (LocalDate day : upkeep.create) {
                chain = chain.compose(done -> client.inTransaction(tx -> create(tx, day)));
              }
              // What is needed comes first: a drop that fails keeps nobody from writing.
              for (LocalDate day : upkeep.drop) {
                chain = chain.compose(done -> client.inTransaction(tx -> drop(tx, day)));
              }
              return chain.map(upkeep);
            });
  }

  /** Yesterday's day is needed too: a message may settle a day after it came. */
  static Upkeep plan(Instant now, Duration retain, Set<String> names) {
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    Instant keepFrom = now.minus(retain);
    List<LocalDate> create = new ArrayList<>();
    for (LocalDate day = today.minusDays(1);
        !day.isAfter(today.plusDays(1));
        day = day.plusDays(1)) {
      if (!names.contains(name(day)) && !isOver(day, keepFrom)) {
        create.add(day);
      }
    }
    Set<LocalDate> drop = new TreeSet<>();
    for (String name : names) {
      LocalDate day = dayOf(name);
      if (day != null && isOver(day, keepFrom)) {
        drop.add(day);
      }
    }
    return new Upkeep(create, List.copyOf(drop));
  }

  private static boolean isOver(LocalDate day, Instant keepFrom) {
    return !day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().isAfter(keepFrom);
  }

  private static String name(LocalDate day) {
    return PREFIX + DAY.format(day);
  }

  /** Null for a table that somebody else attached: it is left alone. */
  private static @Nullable LocalDate dayOf(String name) {
    try {
      return name.startsWith(PREFIX) ? LocalDate.parse(name.substring(PREFIX.length()), DAY) : null;
    } catch (DateTimeParseException notOurs) {
      return null;
    }
  }

  private static Future<?> create(PgTransaction tx, LocalDate day) {
    String name = name(day);
    return locked(tx, name)
        .compose(
            exists ->
                exists
                    ? Future.succeededFuture()
                    : tx.exec(
                        "CREATE TABLE %s (LIKE journal INCLUDING ALL);".formatted(name)
                            + " ALTER TABLE journal ATTACH PARTITION %s FOR VALUES FROM ('%s 00:00:00+00') TO ('%s 00:00:00+00')"
                                .formatted(name, day, day.plusDays(1))));
  }

  private static Future<?> drop(PgTransaction tx, LocalDate day) {
    return locked(tx, name(day)).compose(exists -> tx.exec("DROP TABLE IF EXISTS " + name(day)));
  }

  /** Has the lock, and says whether the table is there. */
  private static Future<Boolean> locked(PgTransaction tx, String name) {
    return tx.exec("SET LOCAL lock_timeout = '2s'")
        .compose(set -> tx.execPrepared("SELECT pg_advisory_xact_lock($1)", Tuple.of(LOCK)))
        .compose(
            locked ->
                tx.query(
                    "SELECT to_regclass($1) IS NOT NULL", Tuple.of(name), row -> row.getBoolean(0)))
        .map(List::getFirst);
  }
}
