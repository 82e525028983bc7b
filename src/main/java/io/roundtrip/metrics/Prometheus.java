package io.roundtrip.metrics;

import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * What Prometheus sees: JVM metrics by Micrometer, and the engine's own from the last {@link EngineView}. Every name of
 * ours begins with {@code roundtrip_} and stands here. Loop-confined
 * once it is made, which may be elsewhere: that takes the longest of all at the start.
 */
public final class Prometheus implements AutoCloseable {
  private static final double NANOS = 1e9;

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private EngineView view =
      new EngineView(
          List.of(),
          List.of(),
          0,
          StoreState.NONE,
          JournalFigures.NONE,
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          ServiceSnapshot.NONE,
          ExtensionFigures.NONE);

  /** With the JVM's metrics. */
  public Prometheus() {
    new ClassLoaderMetrics().bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    gc.bindTo(registry);
    MultiCollector own = this::collect;
    registry.getPrometheusRegistry().register(own);
  }

  /** All metrics in Prometheus' text format, the engine's own from the given view. */
  public String scrape(EngineView now) {
    view = now;
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  private MetricSnapshots collect() {
    List<MetricSnapshot> all = new ArrayList<>(own());
    all.addAll(QueueMetrics.of(view.routes()));
    all.addAll(StoreMetrics.of(view));
    all.addAll(TableMetrics.of(view.tables()));
    all.addAll(ArrayMetrics.of(view.arrays()));
    all.addAll(StateMetrics.of(view.states()));
    all.addAll(MllpMetrics.of(view.mllp()));
    all.addAll(ServiceMetrics.of(view.services()));
    all.addAll(ExtensionMetrics.of(view.extensions()));
    return new MetricSnapshots(all);
  }

  private List<MetricSnapshot> own() {
    return List.of(
        inFlight(),
        outcomes(),
        refusals(),
        destinations(),
        attempts(),
        inUse(),
        breakers(),
        histogram("queue", "Time in the queue", 0),
        histogram("map", "Time in filter and map", 1),
        histogram("deliver", "Time from the map to the answer", 2),
        lag(),
        unrouted(),
        lostFutures());
  }

  private interface OfRoute {
    double of(RouteView route);
  }

  private GaugeSnapshot gauge(String name, String help, OfRoute value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name("roundtrip_" + name).help(help);
    for (RouteView route : view.routes()) {
      gauge.dataPoint(point(route.id(), value.of(route)));
    }
    return gauge.build();
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot point(String route, double value) {
    return GaugeSnapshot.GaugeDataPointSnapshot.builder()
        .labels(Labels.of("route", route))
        .value(value)
        .build();
  }

  private static CounterSnapshot.CounterDataPointSnapshot count(Labels labels, double value) {
    return CounterSnapshot.CounterDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private GaugeSnapshot inFlight() {
    return gauge(
        "in_flight_messages",
        "Messages that left the queue and have not settled",
        route -> route.snapshot().figures().inFlight());
  }

  private CounterSnapshot outcomes() {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("roundtrip_outcomes").help("Answers to senders");
    for (RouteView route : view.routes()) {
      for (OutcomeKind kind : OutcomeKind.values()) {
        counter.dataPoint(
            count(
                Labels.of("route", route.id(), "outcome", kind.text()),
                (double) route.snapshot().count(kind)));
      }
    }
    return counter.build();
  }

  private CounterSnapshot refusals() {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("roundtrip_not_attempted")
            .help("Messages not attempted, by reason");
    for (RouteView route : view.routes()) {
      for (Reason reason : Reason.values()) {
        counter.dataPoint(
            count(
                Labels.of("route", route.id(), "reason", reason.code()),
                (double) route.snapshot().count(reason)));
      }
    }
    return counter.build();
  }

  private CounterSnapshot destinations() {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("roundtrip_destination_outcomes")
            .help("Settled messages, by destination");
    for (RouteView route : view.routes()) {
      for (int i = 0; i < route.destinations().size(); i++) {
        for (Verdict verdict : Verdict.values()) {
          counter.dataPoint(
              count(
                  Labels.of(
                      "route",
                      route.id(),
                      "destination",
                      route.destinations().get(i).id(),
                      "outcome",
                      verdict.text()),
                  (double) route.snapshot().count(i, verdict)));
        }
      }
    }
    return counter.build();
  }

  private interface OfDestination {
    double of(RouteView route, int index);
  }

  private CounterSnapshot perDestination(String name, String help, OfDestination value) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("roundtrip_" + name).help(help);
    for (RouteView route : view.routes()) {
      for (int i = 0; i < route.destinations().size(); i++) {
        counter.dataPoint(count(labels(route, i), value.of(route, i)));
      }
    }
    return counter.build();
  }

  private static Labels labels(RouteView route, int index) {
    return Labels.of("route", route.id(), "destination", route.destinations().get(index).id());
  }

  private CounterSnapshot attempts() {
    return perDestination(
        "destination_attempts",
        "Attempts of settled messages",
        (route, i) -> (double) route.snapshot().attempts()[i]);
  }

  private CounterSnapshot breakers() {
    return perDestination(
        "breaker_openings",
        "How often the circuit breaker opened",
        (route, i) -> (double) route.destinations().get(i).breakerOpenings());
  }

  private GaugeSnapshot inUse() {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("roundtrip_destination_slots_in_use")
            .help("Messages under way to the destination");
    for (RouteView route : view.routes()) {
      for (int i = 0; i < route.destinations().size(); i++) {
        gauge.dataPoint(
            GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(labels(route, i))
                .value(route.destinations().get(i).inUse())
                .build());
      }
    }
    return gauge.build();
  }

  private io.prometheus.metrics.model.snapshots.HistogramSnapshot histogram(
      String stage, String help, int which) {
    var histogram =
        io.prometheus.metrics.model.snapshots.HistogramSnapshot.builder()
            .name("roundtrip_" + stage + "_seconds")
            .help(help);
    double[] bounds = HistogramSnapshot.boundsSeconds();
    for (RouteView route : view.routes()) {
      RouteSnapshot snapshot = route.snapshot();
      HistogramSnapshot counted =
          which == 0 ? snapshot.queue() : which == 1 ? snapshot.map() : snapshot.deliver();
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      for (int i = 0; i < counted.counts().length; i++) {
        double bound = i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY;
        buckets.bucket(bound, counted.counts()[i]);
      }
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("route", route.id()))
              .classicHistogramBuckets(buckets.build())
              .sum(counted.sumNanos() / NANOS)
              .build());
    }
    return histogram.build();
  }

  private GaugeSnapshot lag() {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("roundtrip_event_loop_lag_seconds")
            .help("How late the event loop ran a timer at worst in the last one to two minutes");
    for (int i = 0; i < view.loops().size(); i++) {
      gauge.dataPoint(
          GaugeSnapshot.GaugeDataPointSnapshot.builder()
              .labels(Labels.of("shard", Integer.toString(i)))
              .value(view.loops().get(i).lagNanos() / NANOS)
              .build());
    }
    return gauge.build();
  }

  private CounterSnapshot lostFutures() {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("roundtrip_futures_lost")
            .help("Loop futures that nobody consumed (dropped) or completed (incomplete): bugs");
    for (int i = 0; i < view.loops().size(); i++) {
      LoopFigures loop = view.loops().get(i);
      String shard = Integer.toString(i);
      counter
          .dataPoint(
              count(Labels.of("shard", shard, "how", "dropped"), (double) loop.futuresDropped()))
          .dataPoint(
              count(
                  Labels.of("shard", shard, "how", "incomplete"),
                  (double) loop.futuresNeverCompleted()));
    }
    return counter.build();
  }

  private CounterSnapshot unrouted() {
    return CounterSnapshot.builder()
        .name("roundtrip_unrouted_requests")
        .help("Requests that matched no route")
        .dataPoint(count(Labels.EMPTY, (double) view.unrouted()))
        .build();
  }
}
