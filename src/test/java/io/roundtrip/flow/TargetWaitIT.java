package io.roundtrip.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code target-wait} over HTTP: the bound is at the door and follows a destination of some hundred messages a second. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class TargetWaitIT {
  private static final int OUTSTANDING = 150;

  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      format: json
      queue: { capacity: 1000, target-wait: 100ms }
      to:
        - { id: lab, concurrency: 2, timeout: 20s, http: { url: "%s" } }
      """;

  @Test
  void refusesAtTheDoorWhatWouldWaitTooLong(@TempDir Path folder) throws Exception {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url()))) {
      lab.script(ScriptedDestination.after(10, ScriptedDestination.answers(200)));
      assertEquals(1000, queue(engine).getInteger("effectiveCapacity"), "nothing is known yet");
      Deque<CompletableFuture<HttpResponse<String>>> outstanding = new ArrayDeque<>();
      int delivered = 0;
      int refused = 0;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(3);
      while (System.nanoTime() - end < 0) {
        while (outstanding.size() < OUTSTANDING) {
          outstanding.add(engine.postAsync("/orders", "{}"));
        }
        HttpResponse<String> answer = outstanding.remove().get(20, TimeUnit.SECONDS);
        switch (answer.statusCode()) {
          case 200 -> delivered++;
          case 503 -> {
            assertTrue(answer.body().contains("queue-full"), answer.body());
            refused++;
          }
          default -> throw new AssertionError(answer.body());
        }
      }
      JsonObject busy = queue(engine);
      // 2 slots of 10 ms are 200 a second at best: 20 for 100 ms. A slow machine makes it fewer.
      int effective = busy.getInteger("effectiveCapacity");
      assertTrue(effective >= 2 && effective <= 30, busy::encode);
      assertTrue(busy.getInteger("rejected") >= refused && refused > 0, busy::encode);
      assertTrue(delivered > 0);
      for (CompletableFuture<HttpResponse<String>> one : outstanding) {
        one.get(20, TimeUnit.SECONDS);
      }
      Await.idle(engine, "orders");
      assertEquals(200, engine.post("/orders", "{}").statusCode());
    }
  }

  private static JsonObject queue(TestEngine engine) {
    return TestEngine.json(engine.manage("/api/routes/orders")).getJsonObject("queue");
  }
}
