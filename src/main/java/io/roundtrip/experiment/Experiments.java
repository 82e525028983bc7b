package io.roundtrip.experiment;

import java.util.Map;
import java.util.TreeMap;

/** The experiments that there are, by their number. Immutable. */
public final class Experiments {
  private static final Map<Integer, Experiment> ALL =
      new TreeMap<>(
          Map.of(
              1,
              new IngestionExperiment(),
              2,
              new QueueingExperiment(),
              3,
              new BatchesExperiment(),
              4,
              new CpuExperiment(),
              5,
              new QueriesExperiment()));

  private Experiments() {}

  /** Number to experiment, in order. */
  public static Map<Integer, Experiment> all() {
    return new TreeMap<>(ALL);
  }
}
