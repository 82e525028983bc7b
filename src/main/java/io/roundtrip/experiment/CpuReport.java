package io.roundtrip.experiment;

import static io.roundtrip.experiment.Findings.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What experiment 4 says. Stateless. */
final class CpuReport {
  private static final double LEAST_DRAWN = 0.001;

  private CpuReport() {}

  static Findings of(
      CpuPlan plan, Summation work, int loops, List<CpuPoint> points, List<BatchTiming> batches) {
    List<Findings.Picture> plots = new ArrayList<>();
    plots.add(
        plot(
            "throughput.png",
            "Messages a second by processors",
            "messages a second",
            points,
            CpuPoint::perSecond));
    plots.add(
        plot(
            "others.png",
            "How long tasks of others wait for the first event loop, p99",
            "milliseconds from when it was due",
            points,
            point -> point.othersMillis(99)));
    for (int i = 0; i < batches.size(); i++) {
      BatchTiming batch = batches.get(i);
      plots.add(
          new Findings.Timeline(
              "schedule-" + i + ".png", "Ten messages at once: " + batch.way(), batch.lanes()));
    }
    return new Findings(
        "Work that needs a processor gets no faster by having more processors (in our sense) than"
            + " cores. On one event loop it has one core, and every other task of the loop waits"
            + " behind all of it; on all loops it has all cores, and all loops make others wait. A"
            + " worker pool and virtual threads have all cores, too, and leave the loops to"
            + " others.",
        List.of(
            text(
                "A message is a summation of %,d steps, which takes %d ms on a core of its own."
                    + " Processors work at the same time, each on one message after the other, for"
                    + " %.1f s: as tasks of one event loop, of %d event loops, of a pool of %d"
                    + " threads, and of virtual threads, a new one for each message.",
                work.steps(),
                plan.messageMillis(),
                plan.window().toMillis() / 1e3,
                loops,
                Places.WORKERS),
            text(
                "Meanwhile others want something of the first loop: %d times a second a task that"
                    + " does nothing. Its latency, from when it was due until the answer is back on"
                    + " the loop that asked, is what blocking a loop does. CPU is what the JVM says"
                    + " of each thread, as a part of one core, but for the thread of who asks.",
                CpuExperiment.OTHERS_PER_SECOND),
            text(
                "A batch of ten such messages comes at once, %d times in each way. The diagrams"
                    + " show which thread ran which message in the last of them.",
                plan.batches())),
        List.of(points(points), batches(batches)),
        plots,
        CpuConclusions.of(loops, points, batches));
  }

  private static Findings.Plot plot(
      String file,
      String title,
      String y,
      List<CpuPoint> points,
      ToDoubleFunction<CpuPoint> figure) {
    List<Findings.Series> series = new ArrayList<>();
    for (Place place : Place.values()) {
      List<CpuPoint> of = points.stream().filter(point -> point.place() == place).toList();
      series.add(
          new Findings.Series(
              place.text(),
              of.stream().map(point -> (double) point.processors()).toList(),
              of.stream()
                  .map(point -> Math.max(LEAST_DRAWN, figure.applyAsDouble(point)))
                  .toList()));
    }
    return new Findings.Plot(
        file, title, new Findings.Axis("processors", true), new Findings.Axis(y, true), series);
  }

  private static Findings.Table points(List<CpuPoint> points) {
    return new Findings.Table(
        "Processors",
        List.of(
            "where",
            "processors",
            "messages/s",
            "cores used",
            "by thread",
            "others: p50 ms",
            "others: p99 ms"),
        points.stream()
            .map(
                point ->
                    List.of(
                        point.place().text(),
                        text("%d", point.processors()),
                        text("%.0f", point.perSecond()),
                        text("%.2f", point.cpu().cores()),
                        point.cpu().toString(),
                        text("%.2f", point.othersMillis(50)),
                        text("%.2f", point.othersMillis(99))))
            .toList());
  }

  private static Findings.Table batches(List<BatchTiming> batches) {
    return new Findings.Table(
        "A batch of ten messages",
        List.of("way", "median ms", "ms", "threads", "others: worst ms"),
        batches.stream()
            .map(
                batch ->
                    List.of(
                        batch.way(),
                        text("%.1f", batch.millis().median()),
                        text("%.1f to %.1f", batch.millis().low(), batch.millis().high()),
                        text("%d", batch.lanes().size()),
                        text("%.1f", batch.othersMostMillis())))
            .toList());
  }
}
