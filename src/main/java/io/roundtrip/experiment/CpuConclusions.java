package io.roundtrip.experiment;

import static io.roundtrip.experiment.Findings.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the numbers of experiment 4 say, whatever they are. Stateless. */
final class CpuConclusions {
  private static final double NOTICED = 2;

  private CpuConclusions() {}

  static List<String> of(int loops, List<CpuPoint> points, List<BatchTiming> batches) {
    List<String> says = new ArrayList<>();
    int most = points.stream().mapToInt(CpuPoint::processors).max().orElseThrow();
    says.add(throughput(loops, most, points));
    says.add(growth(most, points));
    says.add(others(most, points));
    says.add(batch(batches));
    return says;
  }

  private static String throughput(int loops, int most, List<CpuPoint> points) {
    CpuPoint one = at(points, Place.ONE_LOOP, most);
    CpuPoint best =
        points.stream()
            .filter(point -> point.processors() == most)
            .max(Comparator.comparingDouble(CpuPoint::perSecond))
            .orElseThrow();
    StringBuilder says = new StringBuilder();
    says.append(
        text(
            "Of %d processors, one event loop processed %.0f messages a second",
            most, one.perSecond()));
    for (Place place : Place.values()) {
      if (place != Place.ONE_LOOP) {
        double times = at(points, place, most).perSecond() / one.perSecond();
        says.append(text(", %s %.1f times that", place.text(), times));
      }
    }
    return says.append(text("; most had %s. There are %d loops.", best.place().text(), loops))
        .toString();
  }

  private static String growth(int most, List<CpuPoint> points) {
    List<String> grew = new ArrayList<>();
    int least = points.stream().mapToInt(CpuPoint::processors).min().orElseThrow();
    for (Place place : Place.values()) {
      grew.add(
          text(
              "%s %.1f",
              place.text(),
              at(points, place, most).perSecond() / at(points, place, least).perSecond()));
    }
    return text(
        "From %d to %d processors the throughput grew by a factor: %s.",
        least, most, String.join(", ", grew));
  }

  private static String others(int most, List<CpuPoint> points) {
    double blocked = at(points, Place.ONE_LOOP, most).othersMillis(99);
    double workers = at(points, Place.WORKERS, most).othersMillis(99);
    double virtual = at(points, Place.VIRTUAL, most).othersMillis(99);
    double beside = Math.max(workers, virtual);
    return text(
        "With %d processors on the loop, other tasks of the loop waited up to %.1f ms (p99); with"
            + " them in the worker pool %.1f ms, on virtual threads %.1f ms: %s.",
        most,
        blocked,
        workers,
        virtual,
        blocked >= NOTICED * beside
            ? "work beside the loop leaves the loop to others"
            : "moving the work off the loop did not halve what others wait");
  }

  private static String batch(List<BatchTiming> batches) {
    BatchTiming first = batches.getFirst();
    BatchTiming fastest =
        batches.stream()
            .min(Comparator.comparingDouble(each -> each.millis().median()))
            .orElseThrow();
    BatchTiming gentlest =
        batches.stream()
            .min(Comparator.comparingDouble(BatchTiming::othersMostMillis))
            .orElseThrow();
    return text(
        "A batch of ten took %.1f ms on %s, during which another task waited for up to %.1f ms. It"
            + " was fastest on %s with %.1f ms; others waited least, %.1f ms at worst, with it on"
            + " %s.",
        first.millis().median(),
        first.way(),
        first.othersMostMillis(),
        fastest.way(),
        fastest.millis().median(),
        gentlest.othersMostMillis(),
        gentlest.way());
  }

  private static CpuPoint at(List<CpuPoint> points, Place place, int processors) {
    return points.stream()
        .filter(point -> point.place() == place && point.processors() == processors)
        .findFirst()
        .orElseThrow();
  }
}
