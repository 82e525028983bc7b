package io.roundtrip.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.function.ToLongFunction;

/** What became of stored messages, by route, as Prometheus has it; routes that store nothing have none. Stateless. */
final class RelayMetrics {
  private RelayMetrics() {}

  static CounterSnapshot counter(
      EngineView view, String name, String help, ToLongFunction<RelayFigures> value) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("roundtrip_relay_" + name).help(help);
    for (RouteView route : view.routes()) {
      RelayFigures figures = route.relayed();
      if (figures != null) {
        counter.dataPoint(
            CounterSnapshot.CounterDataPointSnapshot.builder()
                .labels(Labels.of("route", route.id()))
                .value((double) value.applyAsLong(figures))
                .build());
      }
    }
    return counter.build();
  }

  static GaugeSnapshot inHand(EngineView view) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("roundtrip_relay_in_hand")
            .help("Stored messages that this engine has claimed and is delivering");
    for (RouteView route : view.routes()) {
      RelayFigures figures = route.relayed();
      if (figures != null) {
        gauge.dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(Labels.of("route", route.id()))
                .value((double) figures.inHand())
                .build());
      }
    }
    return gauge.build();
  }
}
