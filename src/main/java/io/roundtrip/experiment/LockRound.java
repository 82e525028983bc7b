package io.roundtrip.experiment;

import java.util.List;

/**
 * One measurement of state under updates. Immutable.
 *
 * @param design how the state is guarded
 * @param asked whether queries came
 * @param updatesPerSecond how many the loop made
 * @param gapMicros the 99.99th percentile of the time between two updates
 * @param queryMillis p99 of the queries; 0 without
 */
record LockRound(
    Design design, boolean asked, double updatesPerSecond, double gapMicros, double queryMillis) {

  /** How state is kept whole. */
  enum Design {
    /** One loop alone touches it. */
    OWNED("of one loop"),
    /** Whoever touches it holds a lock. */
    LOCKED("behind a lock");

    private final String text;

    Design(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  static Spread updates(List<LockRound> rounds, Design design, boolean asked) {
    return Spread.of(of(rounds, design, asked).stream().map(LockRound::updatesPerSecond).toList());
  }

  static Spread gaps(List<LockRound> rounds, Design design, boolean asked) {
    return Spread.of(of(rounds, design, asked).stream().map(LockRound::gapMicros).toList());
  }

  static Spread queryMillis(List<LockRound> rounds, Design design) {
    return Spread.of(of(rounds, design, true).stream().map(LockRound::queryMillis).toList());
  }

  private static List<LockRound> of(List<LockRound> rounds, Design design, boolean asked) {
    return rounds.stream().filter(each -> each.design == design && each.asked == asked).toList();
  }
}
