package io.roundtrip.experiment;

import io.roundtrip.load.LoadFigures;
import java.util.List;

/**
 * What a batch of messages took in one way. Immutable.
 *
 * @param way how it was run
 * @param millis from its coming to its end
 * @param others tasks of others on the first event loop meanwhile
 * @param lanes which thread ran which message when, of the last batch
 */
record BatchTiming(String way, Spread millis, LoadFigures others, List<Findings.Lane> lanes) {
  double othersMostMillis() {
    return others.latency().getMaxValue() / 1e3;
  }
}
