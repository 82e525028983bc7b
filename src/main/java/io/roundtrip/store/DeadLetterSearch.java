package io.roundtrip.store;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/**
 * The statement of a search and its arguments. Loop-confined while it is made; one statement for each set of filters, so
 * that the server prepares it once.
 */
final class DeadLetterSearch {
  private final StringBuilder sql =
      new StringBuilder("SELECT " + DeadLetterTable.VIEW + " FROM dead_letters");
  private final Tuple args = Tuple.tuple();
  private String joint = " WHERE ";

  DeadLetterSearch(DeadLetterFilter filter) {
    if (filter.route() != null) {
      and("route = " + arg(JournalTable.clean(filter.route())));
    }
    String key = JournalTable.shortKey(filter.key());
    if (key != null) {
      and("key = " + arg(key));
    }
    if (filter.outcome() != null) {
      and("outcome = " + arg(filter.outcome().text()));
    }
    if (filter.since() != null) {
      and("died_at >= " + arg(JournalSearch.time(filter.since())));
    }
    if (filter.until() != null) {
      and("died_at < " + arg(JournalSearch.time(filter.until())));
    }
    if (filter.replayed() != null) {
      and("replayed_by IS " + (filter.replayed() ? "NOT NULL" : "NULL"));
    }
    if (filter.cursor() != null) {
      DeadLetterFilter.Cursor last = DeadLetterFilter.Cursor.of(filter.cursor());
      Instant died = Instant.EPOCH.plus(last.diedMicros(), ChronoUnit.MICROS);
      String place = arg(JournalSearch.time(died)) + ", " + arg(UUID.fromString(last.messageId()));
      and("(died_at, message_id) < (" + place + ")");
    }
    // One more than wanted tells whether there are more, which nobody has to count.
    sql.append(" ORDER BY died_at DESC, message_id DESC LIMIT ").append(arg(filter.limit() + 1));
  }

  String sql() {
    return sql.toString();
  }

  Tuple args() {
    return args;
  }

  private void and(String condition) {
    sql.append(joint).append(condition);
    joint = " AND ";
  }

  private String arg(Object value) {
    args.addValue(value);
    return "$" + args.size();
  }
}
