package io.roundtrip.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;
import java.util.function.ToLongFunction;

/** The metrics of the routes' MLLP sources. Stateless. */
final class MllpMetrics {
  private MllpMetrics() {}

  static List<MetricSnapshot> of(List<MllpFigures> sources) {
    if (sources.isEmpty()) {
      return List.of();
    }
    GaugeSnapshot.Builder open =
        GaugeSnapshot.builder().name("roundtrip_mllp_connections").help("Open MLLP connections");
    CounterSnapshot.Builder refused =
        CounterSnapshot.builder()
            .name("roundtrip_mllp_frames_refused")
            .help("MLLP frames at fault, by what is wrong with them");
    for (MllpFigures source : sources) {
      open.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of("route", source.route()))
              .value((double) source.connections())
              .build());
      refused
          .dataPoint(refused(source, "oversized", source.oversized()))
          .dataPoint(refused(source, "unended", source.unended()))
          .dataPoint(refused(source, "control-character", source.controlCharacters()))
          .dataPoint(refused(source, "no-memory", source.notTaken()));
    }
    return List.of(
        open.build(),
        counter(sources, "connections_accepted", "MLLP connections", MllpFigures::accepted),
        counter(
            sources,
            "connections_refused",
            "MLLP connections closed at once, for there were too many",
            MllpFigures::turnedAway),
        counter(sources, "frames", "Whole MLLP frames", MllpFigures::frames),
        refused.build(),
        counter(
            sources,
            "frames_unanswered",
            "MLLP frames from which no header of a message could be read",
            MllpFigures::unanswerable),
        counter(sources, "skipped_bytes", "Bytes between MLLP frames", MllpFigures::skippedBytes));
  }

  private static CounterSnapshot.CounterDataPointSnapshot refused(
      MllpFigures source, String fault, long count) {
    return CounterSnapshot.CounterDataPointSnapshot.builder()
        .labels(Labels.of("route", source.route(), "fault", fault))
        .value((double) count)
        .build();
  }

  private static CounterSnapshot counter(
      List<MllpFigures> sources, String name, String help, ToLongFunction<MllpFigures> count) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("roundtrip_mllp_" + name).help(help);
    for (MllpFigures source : sources) {
      counter.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .labels(Labels.of("route", source.route()))
              .value((double) count.applyAsLong(source))
              .build());
    }
    return counter.build();
  }
}
