package io.roundtrip.store;

import io.roundtrip.model.MessageIds;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The statement of a search and its arguments. Loop-confined while it is made; one statement for each set of filters, so
 * that the server prepares it once.
 *
 * <p>Conditions on time are given beside the cursor's row comparison, because they alone tell the server which partitions it
 * need not open.
 */
final class JournalSearch {
  private static final String NO_ID = "00000000-0000-0000-0000-000000000000";
  private static final String LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";
  private static final Pattern ID_PREFIX = Pattern.compile("[0-9a-f]{1,8}|[0-9a-f-]{9,36}");

  private final StringBuilder sql = new StringBuilder(JournalTable.SELECT);
  private final Tuple args = Tuple.tuple();
  private String joint = " WHERE ";

  JournalSearch(JournalFilter filter) {
    equal("route", filter.route());
    equal("key", JournalTable.shortKey(filter.key()));
    if (filter.outcome() != null) {
      // As a literal: an index that has all but the delivered is of use only where the server sees
      // which it is.
      and("outcome = '" + filter.outcome().text() + "'");
    }
    if (filter.since() != null) {
      and("received_at >= " + arg(time(filter.since())));
    }
    if (filter.until() != null) {
      and("received_at < " + arg(time(filter.until())));
    }
    if (filter.q() != null) {
      contains(filter.q());
    }
    String cursor = filter.cursor();
    if (cursor != null) {
      String at = arg(timeOf(cursor));
      and("received_at <= " + at);
      and("(received_at, message_id) < (" + at + ", " + arg(UUID.fromString(cursor)) + ")");
    }
    // One more than wanted tells whether there are more, which nobody has to count.
    sql.append(" ORDER BY received_at DESC, message_id DESC LIMIT ")
        .append(arg(filter.limit() + 1));
  }

  String sql() {
    return sql.toString();
  }

  Tuple args() {
    return args;
  }

  private void equal(String column, @Nullable String value) {
    if (value != null) {
      and(column + " = " + arg(JournalTable.clean(value)));
    }
  }

  private void contains(String q) {
    if (MessageIds.epochMillisOf(q) >= 0) {
      // A whole id is one row, found as a look-up finds it.
      and("received_at = " + arg(timeOf(q)));
      and("message_id = " + arg(UUID.fromString(q)));
      return;
    }
    String text = arg(JournalTable.clean(q.toLowerCase(Locale.ROOT)));
    String either =
        "position(" + text + " in lower(key)) > 0 OR position(" + text + " in lower(detail)) > 0";
    String prefix = q.toLowerCase(Locale.ROOT);
    if (ID_PREFIX.matcher(prefix).matches() && isIdPrefix(prefix)) {
      UUID from = UUID.fromString(prefix + NO_ID.substring(prefix.length()));
      UUID to = UUID.fromString(prefix + LAST_ID.substring(prefix.length()));
      either = "message_id BETWEEN " + arg(from) + " AND " + arg(to) + " OR " + either;
    }
    and("(" + either + ")");
  }

  private static boolean isIdPrefix(String text) {
    for (int i = 0; i < text.length(); i++) {
      if ((text.charAt(i) == '-') != (NO_ID.charAt(i) == '-')) {
        return false;
      }
    }
    return true;
  }

  private void and(String condition) {
    sql.append(joint).append(condition);
    joint = " AND ";
  }

  private String arg(Object value) {
    args.addValue(value);
    return "$" + args.size();
  }

  static OffsetDateTime timeOf(String id) {
    return time(Instant.ofEpochMilli(MessageIds.epochMillisOf(id)));
  }

  static OffsetDateTime time(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
