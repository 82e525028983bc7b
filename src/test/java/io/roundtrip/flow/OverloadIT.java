package io.roundtrip.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.ForkedEngine;
import io.roundtrip.kit.OpenLoop;
import io.roundtrip.kit.PacedDestination;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten times what a destination can take, from senders that do not slow down, on a heap of 256 MiB. The short form asserts
 * what no noise of the machine changes, and leaves the rest a wide margin; the long one asserts the aims.
 */
final class OverloadIT {
  private static final int PACE = 100;
  private static final int TIMES = 10;
  private static final int SLOTS = 4;
  private static final int CAPACITY = 50;
  private static final double BOUND_MILLIS = 1e3 * (CAPACITY + SLOTS) / PACE;
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static final int SAMPLES = 4;
  private static final String BODY = "{\"order\":\"" + "x".repeat(1_000) + "\"}";

  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      format: json
      queue: { capacity: %d }
      to:
        - { id: lab, concurrency: %d, timeout: 20s, http: { url: "%s" } }
      """;

  private record Aims(
      double goodput, double refusedMillis, double accepted, double heapMiB, double healMillis) {}

  @Test
  @Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void servesWhatItCanAndRefusesTheRest(@TempDir Path folder) throws Exception {
    run(folder, SHORT, new Aims(0.3, 5_000, 10, 32, 20_000));
  }

  /** {@code mvn verify -Pcampaign -Dcampaign.scale=15}: five minutes; its short form is the test above. */
  @Test
  @Tag("campaign")
  void servesWhatItCanForMinutes(@TempDir Path folder) throws Exception {
    long scale = Long.getLong("campaign.scale", 1);
    assumeTrue(scale > 1);
    run(folder, SHORT.multipliedBy(scale), new Aims(0.9, 50, 1.25, 16, 5_000));
  }

  private static void run(Path folder, Duration duration, Aims aims) throws Exception {
    try (PacedDestination lab = new PacedDestination(PACE);
        ForkedEngine engine =
            new ForkedEngine(folder, "256m", ROUTE.formatted(CAPACITY, SLOTS, lab.url()));
        OpenLoop sender = new OpenLoop(engine.httpPort(), "/orders", BODY)) {
      sender.start(PACE * TIMES);
      pause(Duration.ofSeconds(3));
      long before = sender.stop().count(200);
      List<Double> heap = new ArrayList<>();
      heap.add(liveMiB(engine));
      sender.start(PACE * TIMES);
      for (int i = 0; i < SAMPLES; i++) {
        pause(duration.dividedBy(SAMPLES));
        heap.add(liveMiB(engine));
      }
      OpenLoop.Figures figures = sender.stop();
      double healed = millisUntilNormal(sender);
      print(duration, figures, heap, healed);
      checkCounts(engine, lab, figures);
      checkAims(figures, heap, healed, aims);
      assertTrue(lab.answered() >= before + figures.count(200), "what is delivered was sent");
    }
  }

  private static double liveMiB(ForkedEngine engine) throws Exception {
    return (double) engine.liveHeapBytes() / (1 << 20);
  }

  private static void pause(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }

  /** Until half of what the destination can take is delivered, all of it, and at once. */
  private static double millisUntilNormal(OpenLoop sender) {
    long ended = System.nanoTime();
    Await.until(
        "normal service",
        () -> {
          sender.start(PACE / 2.0);
          pause(Duration.ofMillis(500));
          return sender.stop();
        },
        half -> half.took().keySet().equals(Set.of(200)) && half.p99Millis(200) < BOUND_MILLIS);
    return (System.nanoTime() - ended) / 1e6;
  }

  private static void print(
      Duration duration, OpenLoop.Figures figures, List<Double> heap, double healed) {
    System.out.printf(
        "overload: %d s at %d/s into %d/s: goodput %.1f/s, refused %d with p99 %.1f ms,"
            + " accepted p99 %.0f ms (queue and service %.0f ms), not sent %d, live heap %s MiB,"
            + " normal after %.0f ms%n",
        duration.toSeconds(),
        PACE * TIMES,
        PACE,
        (double) figures.count(200) / figures.seconds(),
        figures.count(503),
        figures.p99Millis(503),
        figures.p99Millis(200),
        BOUND_MILLIS,
        figures.notSent(),
        heap.stream().map("%.1f"::formatted).toList(),
        healed);
  }

  private static void checkCounts(
      ForkedEngine engine, PacedDestination lab, OpenLoop.Figures figures) throws Exception {
    assertEquals(Set.of(200, 503), figures.took().keySet());
    assertEquals(0, figures.failed(), "every message is answered");
    JsonObject route = engine.route("orders");
    JsonObject queue = route.getJsonObject("queue");
    long delivered = route.getJsonObject("outcomes").getLong("delivered");
    assertEquals(lab.answered(), delivered, "what is confirmed was told, and nothing else");
    assertEquals(delivered, queue.getLong("enqueued"), "what entered the queue is delivered");
    assertEquals(CAPACITY, queue.getInteger("highWater"));
    double refused = engine.metric("roundtrip_not_attempted_total");
    long full = queue.getLong("rejected");
    assertEquals(Math.round(refused), full, "all that is refused is refused at the door");
  }

  private static void checkAims(
      OpenLoop.Figures figures, List<Double> heap, double healed, Aims aims) {
    double goodput = (double) figures.count(200) / figures.seconds() / PACE;
    assertTrue(goodput >= aims.goodput(), () -> "goodput " + goodput + " of the capacity");
    double refused = figures.p99Millis(503);
    assertTrue(refused < aims.refusedMillis(), () -> "refused p99 " + refused + " ms");
    double accepted = figures.p99Millis(200) / BOUND_MILLIS;
    assertTrue(accepted < aims.accepted(), () -> "accepted p99 " + accepted + " of the bound");
    double growth = Collections.max(heap) - heap.getFirst();
    assertTrue(growth < aims.heapMiB(), () -> "the live heap grew by " + growth + " MiB: " + heap);
    assertTrue(healed < aims.healMillis(), () -> "normal after " + healed + " ms");
  }
}
