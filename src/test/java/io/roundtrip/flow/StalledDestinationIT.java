package io.roundtrip.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A destination that accepts and never answers holds up its own route, and no other. */
final class StalledDestinationIT {
  private static final int SLOTS = 16;
  private static final int CAPACITY = 100;

  private static final String ROUTE =
      """
      id: %1$s
      from: { http: { path: /%1$s } }
      format: json
      deadline: 120s
      queue: { capacity: %2$d }
      to: [ { id: to, concurrency: %3$d, timeout: 120s, http: { url: "%4$s" } } ]
      """;

  private final ScriptedDestination stalled = new ScriptedDestination();
  private final ScriptedDestination well = new ScriptedDestination();
  private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
  private final Path folder;

  StalledDestinationIT(@TempDir Path folder) {
    this.folder = folder;
    stalled.script(ScriptedDestination.calls((request, body) -> held.add(request)));
  }

  @AfterEach
  void close() {
    stalled.close();
    well.close();
  }

  private TestEngine start() {
    return TestEngine.start(
        folder,
        ROUTE.formatted("stalled", CAPACITY, SLOTS, stalled.url()),
        ROUTE.formatted("well", CAPACITY, SLOTS, well.url()));
  }

  /** Slots and queue of the stalled route are full. */
  private List<CompletableFuture<HttpResponse<String>>> stall(TestEngine engine) {
    int already = stalled.received().size();
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      waiting.add(engine.postAsync("/stalled", "{}"));
    }
    stalled.awaitReceived(already + SLOTS);
    for (int i = 0; i < CAPACITY; i++) {
      waiting.add(engine.postAsync("/stalled", "{}"));
    }
    assertStalled(engine);
    return waiting;
  }

  private static void assertStalled(TestEngine engine) {
    JsonObject route = Await.depth(engine, "stalled", CAPACITY);
    assertEquals(SLOTS, route.getInteger("inFlight"));
    assertEquals(0, route.getJsonObject("outcomes").getInteger("unknown"));
  }

  private void heal(TestEngine engine, List<CompletableFuture<HttpResponse<String>>> waiting)
      throws Exception {
    while (waiting.stream().anyMatch(one -> !one.isDone())) {
      for (HttpServerRequest one = held.poll(); one != null; one = held.poll()) {
        one.response().end();
      }
    }
    for (CompletableFuture<HttpResponse<String>> one : waiting) {
      assertEquals(200, one.get(20, TimeUnit.SECONDS).statusCode());
    }
    Await.idle(engine, "stalled");
  }

  private static Histogram deliver(TestEngine engine, int messages) {
    Histogram took = new Histogram(3);
    for (int i = 0; i < messages; i++) {
      long begun = System.nanoTime();
      HttpResponse<String> answer = engine.post("/well", "{}");
      took.recordValue((System.nanoTime() - begun) / 1_000);
      assertEquals(200, answer.statusCode(), answer.body());
    }
    return took;
  }

  @Test
  @Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void leavesTheDeliveriesOfAnotherRouteGoingOn() throws Exception {
    try (TestEngine engine = start()) {
      List<CompletableFuture<HttpResponse<String>>> waiting = stall(engine);
      HttpResponse<String> oneMore = engine.post("/stalled", "{}");
      assertEquals(503, oneMore.statusCode());
      deliver(engine, 200);
      assertEquals(200, well.received().size());
      assertStalled(engine);
      JsonObject route = Await.idle(engine, "well");
      assertEquals(200, route.getJsonObject("outcomes").getInteger("delivered"));
      assertEquals(0, route.getJsonObject("queue").getInteger("rejected"));
      heal(engine, waiting);
    }
  }

  /** {@code -Dcampaign.scale=N}, N from 2: the ratio of p99s in ten rounds of N times 500 messages with and without the stall. */
  @Test
  @Tag("campaign")
  @Timeout(value = 1800, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void leavesTheLatencyOfAnotherRouteAsItIs() throws Exception {
    long scale = Long.getLong("campaign.scale", 1);
    assumeTrue(scale > 1);
    int messages = Math.toIntExact(500 * scale);
    List<Double> ratios = new ArrayList<>();
    try (TestEngine engine = start()) {
      deliver(engine, messages);
      for (int round = 0; round < 10; round++) {
        double without = deliver(engine, messages).getValueAtPercentile(99) / 1e3;
        List<CompletableFuture<HttpResponse<String>>> waiting = stall(engine);
        double with = deliver(engine, messages).getValueAtPercentile(99) / 1e3;
        heal(engine, waiting);
        ratios.add(with / without);
        System.out.printf("stalled: p99 %.2f ms without, %.2f ms with%n", without, with);
      }
    }
    double median = ratios.stream().sorted().toList().get(ratios.size() / 2);
    System.out.printf("stalled: median ratio of p99s %.2f of %s%n", median, ratios);
    assertTrue(median < 2, () -> "median ratio " + median);
  }
}
