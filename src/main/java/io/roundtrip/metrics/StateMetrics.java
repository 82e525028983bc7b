package io.roundtrip.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.ToLongFunction;

/** The metrics of routes with state. Stateless. */
final class StateMetrics {
  private StateMetrics() {}

  static List<MetricSnapshot> of(List<StateFigures> states) {
    return List.of(
        gauge(states, "state_entities", "States in memory", StateFigures::entities),
        gauge(states, "state_memory_bytes", "Memory they take, roughly", StateFigures::bytes),
        gauge(
            states,
            "state_in_doubt",
            "States in memory of which it is unknown if the last event was delivered",
            StateFigures::inDoubt),
        gauge(
            states,
            "state_unwritten",
            "States in memory that the store does not have as they are",
            StateFigures::unwritten),
        counter(states, "state_loads", "States asked for from the store", StateFigures::loaded),
        counter(states, "state_moves", "Messages that changed a state", StateFigures::moved),
        counter(
            states,
            "state_conflicts",
            "Messages that the state of their key did not allow",
            StateFigures::conflicts),
        counter(
            states,
            "state_evictions",
            "States that made room in memory, or were idle",
            StateFigures::evicted));
  }

  private static GaugeSnapshot gauge(
      List<StateFigures> states, String name, String help, ToLongFunction<StateFigures> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name("roundtrip_" + name).help(help);
    for (StateFigures state : states) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("route", state.route()))
              .value((double) value.applyAsLong(state))
              .build());
    }
    return gauge.build();
  }

  private static CounterSnapshot counter(
      List<StateFigures> states, String name, String help, ToLongFunction<StateFigures> value) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("roundtrip_" + name).help(help);
    for (StateFigures state : states) {
      counter.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(Labels.of("route", state.route()))
              .value((double) value.applyAsLong(state))
              .build());
    }
    return counter.build();
  }
}
