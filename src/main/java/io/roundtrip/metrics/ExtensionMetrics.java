package io.roundtrip.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.List;

/** The metrics of routes written in Java, of schedules and of tasks. Stateless. */
final class ExtensionMetrics {
  private static final double NANOS = 1e9;

  private ExtensionMetrics() {}

  static List<MetricSnapshot> of(ExtensionFigures figures) {
    return List.of(
        inside(figures.web()),
        refused(figures.web()),
        answers(figures.web()),
        times(figures.web()),
        runs(figures.schedules()),
        running(figures.schedules()),
        tasks(figures.tasks()),
        gauge("tasks_open", "Tasks taken and not over", figures.tasks().open()),
        gauge("tasks_running", "Tasks begun and not over", figures.tasks().running()),
        gauge("tasks_kept", "Tasks that can be asked for by their id", figures.tasks().kept()));
  }

  private static CounterSnapshot tasks(TaskFigures tasks) {
    return CounterSnapshot.builder()
        .name("roundtrip_tasks")
        .help("What became of tasks; those that were not taken are refused")
        .dataPoint(count(Labels.of("outcome", "succeeded"), tasks.succeeded()))
        .dataPoint(count(Labels.of("outcome", "failed"), tasks.failed()))
        .dataPoint(count(Labels.of("outcome", "cancelled"), tasks.cancelled()))
        .dataPoint(count(Labels.of("outcome", "refused"), tasks.refused()))
        .build();
  }

  private static GaugeSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name("roundtrip_" + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static GaugeSnapshot inside(List<WebFigures> routes) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("roundtrip_web_in_flight_requests")
            .help("Requests, streams and sockets that a Java route works on");
    for (WebFigures route : routes) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("route", route.route()))
              .value((double) route.inside())
              .build());
    }
    return gauge.build();
  }

  private static CounterSnapshot refused(List<WebFigures> routes) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("roundtrip_web_refused_requests")
            .help("Requests that found a Java route full");
    for (WebFigures route : routes) {
      counter.dataPoint(count(Labels.of("route", route.route()), route.refused()));
    }
    return counter.build();
  }

  private static CounterSnapshot answers(List<WebFigures> routes) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("roundtrip_web_requests")
            .help("Answers of Java routes, by the first digit of their status");
    for (WebFigures route : routes) {
      for (int i = 0; i < WebFigures.CLASSES.size(); i++) {
        counter.dataPoint(
            count(
                Labels.of("route", route.route(), "status", WebFigures.CLASSES.get(i)),
                route.answers()[i]));
      }
    }
    return counter.build();
  }

  private static io.prometheus.metrics.model.snapshots.HistogramSnapshot times(
      List<WebFigures> routes) {
    var histogram =
        io.prometheus.metrics.model.snapshots.HistogramSnapshot.builder()
            .name("roundtrip_web_seconds")
            .help("Time from a request's header to the head of a Java route's answer");
    double[] bounds = HistogramSnapshot.boundsSeconds();
    for (WebFigures route : routes) {
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      long[] counts = route.times().counts();
      for (int i = 0; i < counts.length; i++) {
        buckets.bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, counts[i]);
      }
      histogram.dataPoint(
          HistogramDataPointSnapshot.builder()
              .labels(Labels.of("route", route.route()))
              .classicHistogramBuckets(buckets.build())
              .sum(route.times().sumNanos() / NANOS)
              .build());
    }
    return histogram.build();
  }

  private static CounterSnapshot runs(List<ScheduleFigures> schedules) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("roundtrip_schedule_runs")
            .help("What became of a schedule's times");
    for (ScheduleFigures schedule : schedules) {
      counter
          .dataPoint(count(labels(schedule, "done"), schedule.done()))
          .dataPoint(count(labels(schedule, "failed"), schedule.failed()))
          .dataPoint(count(labels(schedule, "overlapping"), schedule.overlapping()))
          .dataPoint(count(labels(schedule, "elsewhere"), schedule.elsewhere()));
    }
    return counter.build();
  }

  private static Labels labels(ScheduleFigures schedule, String outcome) {
    return Labels.of("schedule", schedule.schedule(), "outcome", outcome);
  }

  private static GaugeSnapshot running(List<ScheduleFigures> schedules) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("roundtrip_schedule_running")
            .help("Whether a run of the schedule is under way");
    for (ScheduleFigures schedule : schedules) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("schedule", schedule.schedule()))
              .value(schedule.running() ? 1 : 0)
              .build());
    }
    return gauge.build();
  }

  private static CounterDataPointSnapshot count(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }
}
