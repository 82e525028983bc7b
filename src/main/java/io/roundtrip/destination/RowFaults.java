package io.roundtrip.destination;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log why rows are refused: each reason once, not each row. Loop-confined. */
final class RowFaults {
  private static final Logger LOG = LoggerFactory.getLogger(RowFaults.class);

  /** A table has not so many constraints and columns that it matters. */
  private static final int MOST = 100;

  private final String route;
  private final String destination;
  private final String table;
  private final Set<String> told = new HashSet<>();

  RowFaults(String route, String destination, String table) {
    this.route = route;
    this.destination = destination;
    this.table = table;
  }

  /** A row was refused; the reason names no value of it. */
  void onRefused(String reason) {
    if (told.size() < MOST && told.add(reason)) {
      LOG.warn(
          "a row is not taken, and the next for this reason will not be told route={}"
              + " destination={} table={} error=\"{}\"",
          route,
          destination,
          table,
          reason);
    }
  }
}
