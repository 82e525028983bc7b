package io.roundtrip.experiment;

import io.roundtrip.load.LoadFigures;

/**
 * What so many processors did at one place. Immutable.
 *
 * @param perSecond messages processed
 * @param cpu by whom
 * @param others tasks of others on the first event loop meanwhile
 */
record CpuPoint(Place place, int processors, double perSecond, ThreadCpu cpu, LoadFigures others) {
  double othersMillis(double percentile) {
    return others.latency().getValueAtPercentile(percentile) / 1e3;
  }
}
