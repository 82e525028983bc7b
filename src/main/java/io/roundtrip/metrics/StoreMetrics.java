package io.roundtrip.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** What the store and those who write to it have counted, as Prometheus has it. Stateless. */
final class StoreMetrics {
  private StoreMetrics() {}

  static List<MetricSnapshot> of(EngineView view) {
    return List.of(
        store(view),
        journalWritten(view),
        journalDropped(view),
        journalPending(view),
        keys(view),
        RelayMetrics.counter(
            view, "stored", "Messages answered 202 after their commit", RelayFigures::stored),
        RelayMetrics.counter(
            view,
            "delivered",
            "Stored messages that were delivered, or filtered on the way",
            RelayFigures::delivered),
        RelayMetrics.counter(
            view,
            "redelivered",
            "Rounds of delivery of stored messages after their first",
            RelayFigures::redelivered),
        RelayMetrics.counter(
            view, "dead", "Stored messages that became dead letters", RelayFigures::dead),
        RelayMetrics.inHand(view));
  }

  private static CounterSnapshot.CounterDataPointSnapshot count(Labels labels, double value) {
    return CounterSnapshot.CounterDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  /** Without a store there is no such metric: an alarm on 0 would sound. */
  private static GaugeSnapshot store(EngineView view) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("roundtrip_store_up")
            .help("1 while the store answers, 0 while it does not");
    if (view.store() != StoreState.NONE) {
      gauge.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .value(view.store() == StoreState.UP ? 1 : 0)
              .build());
    }
    return gauge.build();
  }

  private static CounterSnapshot journalWritten(EngineView view) {
    return CounterSnapshot.builder()
        .name("roundtrip_journal_written")
        .help("Journal entries that are committed")
        .dataPoint(count(Labels.EMPTY, (double) view.journal().written()))
        .build();
  }

  private static CounterSnapshot journalDropped(EngineView view) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("roundtrip_journal_dropped")
            .help("Journal entries that are not there, or of which nobody knows, by reason");
    for (int i = 0; i < JournalFigures.REASONS.size(); i++) {
      counter.dataPoint(
          count(
              Labels.of("reason", JournalFigures.REASONS.get(i)),
              (double) view.journal().dropped()[i]));
    }
    return counter.build();
  }

  private static GaugeSnapshot journalPending(EngineView view) {
    return GaugeSnapshot.builder()
        .name("roundtrip_journal_pending_entries")
        .help("Journal entries that wait for their commit")
        .dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .value((double) view.journal().pending())
                .build())
        .build();
  }

  private static CounterSnapshot keys(EngineView view) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("roundtrip_idempotency")
            .help("Messages with an idempotency key, by what came of them");
    for (int i = 0; i < view.keys().size(); i++) {
      for (int k = 0; k < KeyFigures.RESULTS.size(); k++) {
        counter.dataPoint(
            count(
                Labels.of("route", view.routes().get(i).id(), "result", KeyFigures.RESULTS.get(k)),
                (double) view.keys().get(i).counts()[k]));
      }
    }
    return counter.build();
  }
}
