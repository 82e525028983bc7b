package io.roundtrip.experiment;

import io.roundtrip.load.LoadFigures;
import java.util.ArrayList;
import java.util.List;

/**
 * What queries at one rate did, a round each. Immutable.
 *
 * @param perSecond queries
 * @param without messages of the same rounds without queries
 * @param messages messages beside the queries
 * @param queries the queries
 */
record QueryLevel(
    int perSecond,
    List<LoadFigures> without,
    List<LoadFigures> messages,
    List<LoadFigures> queries) {

  /** The messages' p99 with queries, as a multiple of that without them in the same round. */
  Spread ratio() {
    List<Double> ratios = new ArrayList<>();
    for (int round = 0; round < messages.size(); round++) {
      ratios.add(p99(messages.get(round)) / p99(without.get(round)));
    }
    return Spread.of(ratios);
  }

  Spread messageMillis() {
    return millis(messages);
  }

  Spread queryMillis() {
    return millis(queries);
  }

  /** The part of the queries that were due which were answered as they should. */
  double answeredPart() {
    long answered = queries.stream().mapToLong(each -> each.count(QuerySink.ANSWERED)).sum();
    long due = queries.stream().mapToLong(each -> each.sent() + each.notSent()).sum();
    return due == 0 ? 0 : (double) answered / due;
  }

  static Spread millis(List<LoadFigures> rounds) {
    return Spread.of(rounds.stream().map(QueryLevel::p99).toList());
  }

  private static double p99(LoadFigures figures) {
    return figures.latency().getValueAtPercentile(99) / 1e3;
  }
}
