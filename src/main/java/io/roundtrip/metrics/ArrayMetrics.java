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
import java.util.function.ToLongFunction;

/** The metrics of {@code http} destinations that take arrays. Stateless. */
final class ArrayMetrics {
  private static final double NANOS = 1e9;

  private ArrayMetrics() {}

  static List<MetricSnapshot> of(List<ArrayFigures> arrays) {
    return List.of(
        batches(arrays),
        counter(
            arrays,
            "array_requests",
            "Arrays that were sent: more than batches where one was split",
            ArrayFigures::requests),
        counter(
            arrays,
            "array_splits",
            "Arrays that were refused as a whole and sent again in two halves",
            ArrayFigures::splits),
        waiting(arrays),
        sizes(arrays),
        ages(arrays));
  }

  private static Labels labels(ArrayFigures array) {
    return Labels.of("route", array.route(), "destination", array.destination());
  }

  private static CounterSnapshot counter(
      List<ArrayFigures> arrays, String name, String help, ToLongFunction<ArrayFigures> value) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("roundtrip_" + name).help(help);
    for (ArrayFigures array : arrays) {
      counter.dataPoint(point(labels(array), value.applyAsLong(array)));
    }
    return counter.build();
  }

  private static CounterDataPointSnapshot point(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }

  private static CounterSnapshot batches(List<ArrayFigures> arrays) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("roundtrip_array_batches")
            .help("Closed batches of items, by what closed them");
    for (ArrayFigures array : arrays) {
      for (int i = 0; i < TableFigures.CLOSED_BY.size(); i++) {
        Labels labels = labels(array).add("closed_by", TableFigures.CLOSED_BY.get(i));
        counter.dataPoint(point(labels, array.batches()[i]));
      }
    }
    return counter.build();
  }

  private static GaugeSnapshot waiting(List<ArrayFigures> arrays) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("roundtrip_array_waiting_items")
            .help("Items that wait for a batch");
    for (ArrayFigures array : arrays) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(labels(array))
              .value((double) array.waiting())
              .build());
    }
    return gauge.build();
  }

  private static MetricSnapshot sizes(List<ArrayFigures> arrays) {
    var histogram = histogram("array_batch_items", "Items of a batch; their sum is that of items");
    for (ArrayFigures array : arrays) {
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      for (int i = 0; i < array.sizes().length; i++) {
        buckets.bucket(
            i < ArrayFigures.SIZES.size() ? ArrayFigures.SIZES.get(i) : Double.POSITIVE_INFINITY,
            array.sizes()[i]);
      }
      histogram.dataPoint(point(array, buckets, (double) array.items()));
    }
    return histogram.build();
  }

  private static MetricSnapshot ages(List<ArrayFigures> arrays) {
    var histogram =
        histogram("array_batch_age_seconds", "How long the oldest item of a batch waited for it");
    double[] bounds = HistogramSnapshot.boundsSeconds();
    for (ArrayFigures array : arrays) {
      ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
      long[] counts = array.ages().counts();
      for (int i = 0; i < counts.length; i++) {
        buckets.bucket(i < bounds.length ? bounds[i] : Double.POSITIVE_INFINITY, counts[i]);
      }
      histogram.dataPoint(point(array, buckets, array.ages().sumNanos() / NANOS));
    }
    return histogram.build();
  }

  private static io.prometheus.metrics.model.snapshots.HistogramSnapshot.Builder histogram(
      String name, String help) {
    return io.prometheus.metrics.model.snapshots.HistogramSnapshot.builder()
        .name("roundtrip_" + name)
        .help(help);
  }

  private static HistogramDataPointSnapshot point(
      ArrayFigures array, ClassicHistogramBuckets.Builder buckets, double sum) {
    return HistogramDataPointSnapshot.builder()
        .labels(labels(array))
        .classicHistogramBuckets(buckets.build())
        .sum(sum)
        .build();
  }
}
