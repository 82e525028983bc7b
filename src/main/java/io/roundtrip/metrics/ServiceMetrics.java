package io.roundtrip.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.roundtrip.metrics.MethodFigures.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/** The metrics of services' methods and of events; an engine without services has none. Stateless. */
final class ServiceMetrics {
  private static final Set<Kind> CALLS = EnumSet.of(Kind.RPC, Kind.ASYNC);
  private static final Set<Kind> EVENTS = EnumSet.of(Kind.EVENT);

  private ServiceMetrics() {}

  static List<MetricSnapshot> of(ServiceSnapshot services) {
    if (services.methods().isEmpty() && services.events().equals(EventFigures.NONE)) {
      return List.of();
    }
    List<MethodFigures> methods = services.methods();
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(outcomes("rpc_calls", "Calls of methods, by how they ended", CALLS, methods));
    all.add(histogram("rpc_seconds", "From the call to its answer", EnumSet.of(Kind.RPC), methods));
    all.add(
        histogram(
            "rpc_accepted_to_done_seconds",
            "From when an asynchronous call was accepted until it was done",
            EnumSet.of(Kind.ASYNC),
            methods));
    all.addAll(load("rpc", "Calls", CALLS, methods));
    all.add(outcomes("events_handled", "Events for handlers, by how they ended", EVENTS, methods));
    all.add(
        histogram(
            "events_accepted_to_done_seconds",
            "From when an event was there until its handler was done",
            EVENTS,
            methods));
    all.addAll(load("events", "Events for handlers", EVENTS, methods));
    all.addAll(hub(services.events()));
    return all;
  }

  private static List<MetricSnapshot> load(
      String prefix, String what, Set<Kind> kinds, List<MethodFigures> methods) {
    return List.of(
        gauge(prefix + "_backlog", what + " that wait", kinds, methods, MethodFigures::waiting),
        gauge(prefix + "_running", what + " under way", kinds, methods, MethodFigures::running),
        counter(
            prefix + "_failures",
            what + " that did not end well",
            kinds,
            methods,
            MethodFigures::failures),
        counter(
            prefix + "_retries",
            what + ": attempts after the first",
            kinds,
            methods,
            MethodFigures::retries),
        counter(
            prefix + "_breaker_openings",
            what + ": how often the circuit breaker opened",
            kinds,
            methods,
            MethodFigures::breakerOpenings));
  }

  private static List<MetricSnapshot> hub(EventFigures hub) {
    return List.of(
        counter("events_published", "Events that got an id", hub.published()),
        counter("events_gaps", "Readers that found events gone before they read them", hub.gaps()),
        counter("events_slow_closed", "Readers closed for being too slow", hub.slowClosed()),
        gauge("events_kept", "Events in the ring", hub.kept()),
        gauge("events_kept_bytes", "What the events in the ring take, roughly", hub.keptBytes()),
        gauge("events_streams", "Readers over HTTP", hub.streams()));
  }

  private static CounterSnapshot outcomes(
      String name, String help, Set<Kind> kinds, List<MethodFigures> methods) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("roundtrip_" + name).help(help);
    for (MethodFigures method : methods) {
      for (int i = 0; kinds.contains(method.kind()) && i < method.counts().length; i++) {
        Labels labels =
            Labels.of(
                "service",
                method.service(),
                "method",
                method.method(),
                "outcome",
                MethodFigures.OUTCOMES.get(i));
        counter.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(labels)
                .value((double) method.counts()[i])
                .build());
      }
    }
    return counter.build();
  }

  private static Labels labels(MethodFigures method) {
    return Labels.of("service", method.service(), "method", method.method());
  }

  private static CounterSnapshot counter(
      String name,
      String help,
      Set<Kind> kinds,
      List<MethodFigures> methods,
      ToLongFunction<MethodFigures> value) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("roundtrip_" + name).help(help);
    for (MethodFigures method : methods) {
      if (kinds.contains(method.kind())) {
        counter.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(labels(method))
                .value((double) value.applyAsLong(method))
                .build());
      }
    }
    return counter.build();
  }

  private static GaugeSnapshot gauge(
      String name,
      String help,
      Set<Kind> kinds,
      List<MethodFigures> methods,
      ToLongFunction<MethodFigures> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name("roundtrip_" + name).help(help);
    for (MethodFigures method : methods) {
      if (kinds.contains(method.kind())) {
        gauge.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(labels(method))
                .value((double) value.applyAsLong(method))
                .build());
      }
    }
    return gauge.build();
  }

  private static CounterSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name("roundtrip_" + name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static GaugeSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name("roundtrip_" + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static io.prometheus.metrics.model.snapshots.HistogramSnapshot histogram(
      String name, String help, Set<Kind> kinds, List<MethodFigures> methods) {
    var histogram =
        io.prometheus.metrics.model.snapshots.HistogramSnapshot.builder()
            .name("roundtrip_" + name)
            .help(help);
    double[] bounds = HistogramSnapshot.boundsSeconds();
    for (MethodFigures method : methods) {
      if (!kinds.contains(method.kind())) {
        continue;
      }
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      long[] counts = method.took().counts();
      for (int i = 0; i < counts.length; i++) {
        buckets.bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, counts[i]);
      }
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(labels(method))
              .classicHistogramBuckets(buckets.build())
              .sum((double) method.took().sumNanos() / 1e9)
              .build());
    }
    return histogram.build();
  }
}
