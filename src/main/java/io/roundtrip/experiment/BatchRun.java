package io.roundtrip.experiment;

import io.roundtrip.experiment.Findings.Lane;
import io.roundtrip.experiment.Findings.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs a batch of messages, and notes which thread ran which when. Confined to the experiment's thread. */
final class BatchRun {
  private static final long PATIENCE_SECONDS = 60;

  private final Summation work;
  private final Places places;

  BatchRun(Summation work, Places places) {
    this.work = work;
    this.places = places;
  }

  /** What a batch took, and a lane for each thread that had a part in it. */
  record Ran(double millis, List<Lane> lanes) {}

  private record Part(String thread, long fromNanos, long toNanos, long sum) {}

  /** All messages at once to this place; at no place, one after the other in one task on the first loop. */
  Ran once(@Nullable Place place) throws Exception {
    long start = System.nanoTime();
    List<CompletableFuture<Part>> parts = new ArrayList<>();
    if (place == null) {
      CompletableFuture<List<Part>> all =
          CompletableFuture.supplyAsync(this::inOneGo, places.of(Place.ONE_LOOP, 0));
      for (int i = 0; i < CpuPlan.BATCH; i++) {
        int message = i;
        parts.add(all.thenApply(done -> done.get(message)));
      }
    } else {
      for (int i = 0; i < CpuPlan.BATCH; i++) {
        Executor executor = places.of(place, i);
        parts.add(CompletableFuture.supplyAsync(this::message, executor));
      }
    }
    Map<String, List<Span>> byThread = new TreeMap<>();
    double end = 0;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      double from = (part.fromNanos() - start) / 1e6;
      double to = (part.toNanos() - start) / 1e6;
      end = Math.max(end, to);
      byThread
          .computeIfAbsent(part.thread(), first -> new ArrayList<>())
          .add(new Span(String.valueOf(i + 1), from, to));
    }
    List<Lane> lanes = new ArrayList<>();
    byThread.forEach((thread, spans) -> lanes.add(new Lane(thread, spans)));
    return new Ran(end, lanes);
  }

  private List<Part> inOneGo() {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < CpuPlan.BATCH; i++) {
      parts.add(message());
    }
    return parts;
  }

  private Part message() {
    String thread = Places.threadName();
    long from = System.nanoTime();
    long sum = work.sum(from);
    return new Part(thread, from, System.nanoTime(), sum);
  }
}
