package io.roundtrip.experiment;

import java.time.Duration;
import java.util.List;

/**
 * How experiment 5 is run. Immutable.
 *
 * @param capacity messages a second that the destination serves
 * @param messagesPerSecond what comes
 * @param queriesPerSecond the levels, each above 0
 * @param rounds how often each level is measured, and how often it is without queries
 * @param window how long, each time
 * @param contest how long each measurement of the lock takes
 */
record QueriesPlan(
    int capacity,
    int messagesPerSecond,
    List<Integer> queriesPerSecond,
    int rounds,
    Duration window,
    Duration contest) {
  private static final double LOAD = 0.8;

  /** A tenth of the destination's capacity in queries, as many as it has, and twice the messages. */
  static QueriesPlan of(int capacity, int rounds, Duration window, Duration contest) {
    int messages = (int) Math.round(LOAD * capacity);
    return new QueriesPlan(
        capacity,
        messages,
        List.of(Math.max(1, capacity / 10), capacity, 2 * messages),
        rounds,
        window,
        contest);
  }

  static QueriesPlan of(Depth depth) {
    return switch (depth) {
      case QUICK -> of(400, 3, Duration.ofMillis(2_500), Duration.ofMillis(500));
      case FULL -> of(1_000, 10, Duration.ofSeconds(15), Duration.ofSeconds(2));
    };
  }
}
