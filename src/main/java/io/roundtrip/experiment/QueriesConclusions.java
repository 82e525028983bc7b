package io.roundtrip.experiment;

import static io.roundtrip.experiment.Findings.text;

import java.util.ArrayList;
import java.util.List;

/** What the numbers of experiment 5 say, whatever they are. Stateless. */
final class QueriesConclusions {
  private static final double AIM_RATIO = 1.1;
  private static final double AIM_MILLIS = 20;
  private static final double NEARLY_ALL = 0.95;

  private QueriesConclusions() {}

  static List<String> of(List<QueryLevel> levels, List<LockRound> locks) {
    List<String> says = new ArrayList<>();
    levels.forEach(level -> says.add(level(level)));
    says.add(lock(locks, false));
    says.add(lock(locks, true));
    return says;
  }

  private static String level(QueryLevel level) {
    Spread ratio = level.ratio();
    double query = level.queryMillis().median();
    String said =
        text(
            "With %d queries a second the p99 of messages was %.2f times what it is without them"
                + " (median of %d rounds, %.2f to %.2f), %s %.1f; the p99 of the queries was %.1f"
                + " ms, %s %.0f ms.",
            level.perSecond(),
            ratio.median(),
            level.messages().size(),
            ratio.low(),
            ratio.high(),
            ratio.median() <= AIM_RATIO ? "within" : "above",
            AIM_RATIO,
            query,
            query < AIM_MILLIS ? "under" : "not under",
            AIM_MILLIS);
    return level.answeredPart() >= NEARLY_ALL
        ? said
        : said + text(" Only %.0f %% of the queries were answered.", 100 * level.answeredPart());
  }

  private static String lock(List<LockRound> rounds, boolean asked) {
    double owned = LockRound.updates(rounds, LockRound.Design.OWNED, asked).median();
    double locked = LockRound.updates(rounds, LockRound.Design.LOCKED, asked).median();
    double ownedGap = LockRound.gaps(rounds, LockRound.Design.OWNED, asked).median();
    double lockedGap = LockRound.gaps(rounds, LockRound.Design.LOCKED, asked).median();
    double change = 100 * (locked - owned) / owned;
    return text(
        "%s queries a lock made the loop's updates %.0f %% %s than an owner's (%,.0f against %,.0f"
            + " a second); one in ten thousand came after a gap of %.1f µs in place of %.1f µs.",
        asked ? "Under" : "Without",
        Math.abs(change),
        change < 0 ? "slower" : "faster",
        locked,
        owned,
        lockedGap,
        ownedGap);
  }
}
