package io.roundtrip.experiment;

import io.roundtrip.load.Answer;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.Sink;
import io.roundtrip.reactor.Reactor;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Experiment 4: where work goes that needs a processor and nothing else. Immutable. */
final class CpuExperiment implements Experiment {
  static final int OTHERS_PER_SECOND = 200;

  private static final int OUTSTANDING = 10_000;
  private static final long PATIENCE_SECONDS = 120;

  @Override
  public String title() {
    return "CPU-bound work";
  }

  @Override
  public Findings run(Depth depth, Progress progress) throws Exception {
    return run(CpuPlan.of(depth), progress);
  }

  Findings run(CpuPlan plan, Progress progress) throws Exception {
    int cores = Runtime.getRuntime().availableProcessors();
    try (TestBed bed = TestBed.open();
        Places places = new Places(Reactor.initialize(Math.max(2, cores)))) {
      progress.at(0, "how many steps take " + plan.messageMillis() + " ms");
      Summation work = Summation.ofMillis(plan.messageMillis());
      Vertx asker = bed.oneLoop();
      Context asking = asker.getOrCreateContext();
      Promise<Long> thread = Promise.promise();
      asking.runOnContext(on -> thread.complete(Thread.currentThread().threadId()));
      Others others =
          new Others(
              new Measurement(asker, asking, OUTSTANDING),
              places.watched(),
              asking,
              Measurement.await(thread.future()));
      List<CpuPoint> points = points(plan, work, places, others, progress);
      List<BatchTiming> batches = new ArrayList<>();
      batches.add(batch(plan, work, places, others, progress, null));
      for (Place place : Place.values()) {
        batches.add(batch(plan, work, places, others, progress, place));
      }
      return CpuReport.of(plan, work, places.loops(), points, batches);
    }
  }

  /** Small tasks for the loop that is looked at, from another. */
  private record Others(Measurement measurement, Context watched, Context asking, long thread) {
    Future<LoadFigures> start(Duration window) {
      Sink sink =
          message -> {
            Promise<Answer> ran = Promise.promise();
            watched.runOnContext(
                at -> asking.runOnContext(back -> ran.complete(new Answer("ran", 0))));
            return ran.future();
          };
      return measurement.start(sink, Loads.poisson(OTHERS_PER_SECOND, window));
    }
  }

  private static List<CpuPoint> points(
      CpuPlan plan, Summation work, Places places, Others others, Progress progress)
      throws Exception {
    List<CpuPoint> points = new ArrayList<>();
    int runs = Place.values().length * plan.processors().size();
    for (Place place : Place.values()) {
      for (int processors : plan.processors()) {
        progress.at(
            0.05 + 0.8 * points.size() / runs, processors + " processors on " + place.text());
        points.add(point(place, processors, plan.window(), work, places, others));
      }
    }
    return points;
  }

  private static CpuPoint point(
      Place place, int processors, Duration window, Summation work, Places places, Others others)
      throws Exception {
    Map<Long, Long> before = ThreadCpu.now();
    long start = System.nanoTime();
    long end = start + window.toNanos();
    Future<LoadFigures> asked = others.start(window);
    List<CompletableFuture<Long>> all = new ArrayList<>();
    for (int i = 0; i < processors; i++) {
      all.add(new Processor(places.of(place, i), work, end).start());
    }
    long processed = 0;
    for (CompletableFuture<Long> one : all) {
      processed += one.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    long nanos = System.nanoTime() - start;
    ThreadCpu cpu = ThreadCpu.since(before, nanos, others.thread());
    return new CpuPoint(place, processors, processed * 1e9 / nanos, cpu, Measurement.await(asked));
  }

  /** At no place: on one loop, all messages in one task. */
  private static BatchTiming batch(
      CpuPlan plan,
      Summation work,
      Places places,
      Others others,
      Progress progress,
      @Nullable Place place)
      throws Exception {
    String way =
        place == null ? "one event loop, in one go" : place.text() + ", a task for each message";
    progress.at(0.9, "batches on " + way);
    BatchRun run = new BatchRun(work, places);
    run.once(place); // warms up
    // Long enough for all batches, so that there are others beside each of them.
    long millis = (long) plan.batches() * CpuPlan.BATCH * plan.messageMillis();
    Future<LoadFigures> asked = others.start(Duration.ofMillis(millis));
    List<Double> took = new ArrayList<>();
    List<Findings.Lane> lanes = List.of();
    for (int i = 0; i < plan.batches(); i++) {
      BatchRun.Ran ran = run.once(place);
      took.add(ran.millis());
      lanes = ran.lanes();
    }
    return new BatchTiming(way, Spread.of(took), Measurement.await(asked), lanes);
  }
}
