package io.roundtrip.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantile;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The metrics of the routes' queues: each over all shards, and then by shard. Stateless. */
final class QueueMetrics {
  private static final double NANOS = 1e9;

  private QueueMetrics() {}

  static List<MetricSnapshot> of(List<RouteView> routes) {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(gauge(routes, "depth_messages", "Messages that wait", RouteView::depth));
    all.add(gauge(routes, "capacity_messages", "Messages that may wait", RouteView::capacity));
    all.add(
        gauge(
            routes,
            "effective_capacity_messages",
            "Messages that may wait now",
            RouteView::effectiveCapacity));
    all.add(
        gauge(
            routes,
            "high_water_messages",
            "The most messages that ever waited",
            RouteView::highWater));
    all.addAll(figures("", Queue.ofRoutes(routes)));
    List<Queue> shards = Queue.ofShards(routes);
    all.add(gauge("shard_depth_messages", "Messages that wait", shards, QueueFigures::depth));
    all.add(
        gauge(
            "shard_high_water_messages",
            "The most messages that ever waited",
            shards,
            QueueFigures::highWater));
    all.addAll(figures("shard_", shards));
    return all;
  }

  private static List<MetricSnapshot> figures(String of, List<Queue> queues) {
    return List.of(
        counter(
            of + "enqueued_messages",
            "Messages that entered the queue",
            queues,
            figures -> (double) figures.enqueued()),
        counter(
            of + "dropped_messages",
            "Messages dropped because the queue was full",
            queues,
            figures -> (double) figures.dropped()),
        counter(
            of + "rejected_messages",
            "Messages turned away",
            queues,
            figures -> (double) figures.refused()),
        counter(
            of + "withdrawn_messages",
            "Messages that left the queue undelivered",
            queues,
            figures -> (double) figures.withdrawn()),
        gauge(
            of + "oldest_age_seconds",
            "Age of the oldest message that waits",
            queues,
            figures -> figures.oldestAgeNanos() / NANOS),
        waits(of + "wait_seconds", queues));
  }

  /** One queue's figures and what tells it from others. Immutable. */
  private record Queue(Labels labels, QueueFigures figures) {
    static List<Queue> ofRoutes(List<RouteView> routes) {
      return routes.stream()
          .map(route -> new Queue(Labels.of("route", route.id()), route.snapshot().figures()))
          .toList();
    }

    static List<Queue> ofShards(List<RouteView> routes) {
      List<Queue> all = new ArrayList<>();
      for (RouteView route : routes) {
        for (int i = 0; i < route.shards().size(); i++) {
          Labels labels = Labels.of("route", route.id(), "shard", Integer.toString(i));
          all.add(new Queue(labels, route.shards().get(i)));
        }
      }
      return all;
    }
  }

  private static GaugeSnapshot gauge(
      List<RouteView> routes, String name, String help, ToDoubleFunction<RouteView> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(full(name)).help(help);
    for (RouteView route : routes) {
      gauge.dataPoint(point(Labels.of("route", route.id()), value.applyAsDouble(route)));
    }
    return gauge.build();
  }

  private static GaugeSnapshot gauge(
      String name, String help, List<Queue> queues, ToDoubleFunction<QueueFigures> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(full(name)).help(help);
    for (Queue queue : queues) {
      gauge.dataPoint(point(queue.labels(), value.applyAsDouble(queue.figures())));
    }
    return gauge.build();
  }

  private static GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static CounterSnapshot counter(
      String name, String help, List<Queue> queues, ToDoubleFunction<QueueFigures> value) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(full(name)).help(help);
    for (Queue queue : queues) {
      counter.dataPoint(
          CounterDataPointSnapshot.builder()
              .labels(queue.labels())
              .value(value.applyAsDouble(queue.figures()))
              .build());
    }
    return counter.build();
  }

  private static SummarySnapshot waits(String name, List<Queue> queues) {
    SummarySnapshot.Builder summary =
        SummarySnapshot.builder()
            .name(full(name))
            .help("How long messages waited; the quantile is of the last one to two minutes");
    for (Queue queue : queues) {
      double p99 = queue.figures().p99WaitMillis() / 1e3;
      summary.dataPoint(
          SummaryDataPointSnapshot.builder()
              .labels(queue.labels())
              .quantiles(Quantiles.of(new Quantile(0.99, p99)))
              .count(queue.figures().departed())
              .sum(queue.figures().waitNanos() / NANOS)
              .build());
    }
    return summary.build();
  }

  private static String full(String name) {
    return "roundtrip_queue_" + name;
  }
}
