package io.roundtrip.experiment;

import static io.roundtrip.experiment.Findings.text;

import java.util.ArrayList;
import java.util.List;

/** What experiment 5 says. Stateless. */
final class QueriesReport {
  private QueriesReport() {}

  static Findings of(QueriesPlan plan, List<QueryLevel> levels, List<LockRound> locks) {
    return new Findings(
        "Queries are answered by the loops that own what is asked for, and the journal by a"
            + " database on connections of its own; so that messages do not wait for them, and"
            + " their p99 stays within 1.1 of what it is without, at a query rate of a tenth of the"
            + " destination's capacity. A lock around the state would cost each message a little,"
            + " asked or not, and its loop a wait whenever a query holds it.",
        method(plan),
        List.of(levels(levels), locks(locks)),
        List.of(
            new Findings.Plot(
                "ratio.png",
                "p99 of messages with queries, as a multiple of that without",
                new Findings.Axis("queries a second", true),
                new Findings.Axis("ratio", false),
                List.of(
                    series("highest", levels, level -> level.ratio().high()),
                    series("median", levels, level -> level.ratio().median()),
                    series("lowest", levels, level -> level.ratio().low()))),
            new Findings.Plot(
                "latency.png",
                "p99 by query rate, the median of the rounds",
                new Findings.Axis("queries a second", true),
                new Findings.Axis("milliseconds from when it was due", true),
                List.of(
                    series(
                        "messages without queries",
                        levels,
                        level -> QueryLevel.millis(level.without()).median()),
                    series("messages", levels, level -> level.messageMillis().median()),
                    series("queries", levels, level -> level.queryMillis().median())))),
        QueriesConclusions.of(levels, locks));
  }

  private static List<String> method(QueriesPlan plan) {
    return List.of(
        text(
            "A destination serves %d messages a second, one after the other. Messages of 256 bytes"
                + " come over HTTP, a Poisson process of %d a second; the engine keeps a journal of"
                + " their outcomes in a PostgreSQL of its own. %d rounds: in each, %.1f s without"
                + " queries and as long with each of the query rates, another one first in each"
                + " round. A third of the queries each asks the journal for its last 20 messages"
                + " (GET /api/messages), for one message (GET /messages/{id}) and for the state of"
                + " the route on all its shards (GET /api/routes/{id}).",
            plan.capacity(),
            plan.messagesPerSecond(),
            plan.rounds(),
            plan.window().toMillis() / 1e3),
        "A ratio is that of two p99 of one round. Senders, destination, engine and those who ask"
            + " share the processors named above, so that what a query costs its own client is in"
            + " the ratio, too.",
        text(
            "The lock: 1,000 entities of eight numbers, and a loop that updates them as fast as it"
                + " can, in turns of %d updates. %d times a second another loop asks for 100"
                + " entities. Of an owner's state it is asked by a task on the owner's loop,"
                + " between two turns; state behind a lock is read by who asks, and each update and"
                + " each read takes the lock. %d rounds of %.1f s each, with and without queries.",
            LockContest.TURN,
            LockContest.QUERIES_PER_SECOND,
            plan.rounds(),
            plan.contest().toMillis() / 1e3));
  }

  /** A number of a level. */
  private interface Figure {
    double of(QueryLevel level);
  }

  private static Findings.Series series(String name, List<QueryLevel> levels, Figure figure) {
    return new Findings.Series(
        name,
        levels.stream().map(level -> (double) level.perSecond()).toList(),
        levels.stream().map(level -> Math.max(0.001, figure.of(level))).toList());
  }

  private static Findings.Table levels(List<QueryLevel> levels) {
    List<List<String>> rows = new ArrayList<>();
    for (QueryLevel level : levels) {
      rows.add(
          List.of(
              text("%d", level.perSecond()),
              text("%.1f", QueryLevel.millis(level.without()).median()),
              text("%.1f", level.messageMillis().median()),
              text("%.2f", level.ratio().median()),
              text("%.2f to %.2f", level.ratio().low(), level.ratio().high()),
              text("%.1f", level.queryMillis().median()),
              text("%.1f %%", 100 * level.answeredPart())));
    }
    return new Findings.Table(
        "Queries",
        List.of(
            "queries/s",
            "messages alone: p99 ms",
            "messages with queries: p99 ms",
            "median ratio",
            "ratios",
            "queries: p99 ms",
            "answered of due"),
        rows);
  }

  private static Findings.Table locks(List<LockRound> locks) {
    List<List<String>> rows = new ArrayList<>();
    for (LockRound.Design design : LockRound.Design.values()) {
      for (boolean asked : new boolean[] {false, true}) {
        rows.add(
            List.of(
                design.text(),
                asked ? "yes" : "no",
                text("%,.0f", LockRound.updates(locks, design, asked).median()),
                text("%.1f", LockRound.gaps(locks, design, asked).median()),
                asked ? text("%.2f", LockRound.queryMillis(locks, design).median()) : "-"));
      }
    }
    return new Findings.Table(
        "A lock, medians of the rounds",
        List.of(
            "state", "queries", "updates/s", "p99.99 between two updates, µs", "queries: p99 ms"),
        rows);
  }
}
