package io.roundtrip.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.engine.Engine;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.RouteMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class OrderIT {
  private static final int KEYS = 50;
  private static final String ROUTE =
      """
      id: ordered
      from: { http: { path: /ordered } }
      format: json
      reply: %s
      deadline: 60s
      key: /k
      order: %s
      queue: { capacity: 20000, bytes: 64MiB }
      to:
        - { id: lab, concurrency: 64, timeout: 20s, http: { url: "%s" } }
      """;

  @TempDir Path folder;

  @Test
  void keepsTheOrderOfEachKeyWhileKeysRunInParallel() throws Exception {
    Log log = new Log(5);
    try (ScriptedDestination lab = log.destination()) {
      sendOverTheBus(ROUTE.formatted("delivered", "per-key", lab.url()), 10_000);
      log.checkEachKey(10_000);
      assertTrue(log.mostKeys > 10, "at most " + log.mostKeys + " keys were under way at once");
    }
  }

  @Test
  void keepsTheOrderOfTheWholeRouteUnderStrict() throws Exception {
    Log log = new Log(2);
    try (ScriptedDestination lab = log.destination()) {
      sendOverTheBus(ROUTE.formatted("delivered", "strict", lab.url()), 2_000);
      log.checkAll(2_000);
    }
  }

  @Test
  void keepsTheOrderOfASenderThatDoesNotWaitForDelivery() throws Exception {
    Log log = new Log(5);
    try (ScriptedDestination lab = log.destination();
        TestEngine engine =
            TestEngine.start(folder, ROUTE.formatted("queued", "per-key", lab.url()));
        RawConnection sender = new RawConnection(engine.engine().httpPort())) {
      for (int i = 0; i < 1_000; i++) {
        sender.send(RawConnection.post("/ordered", body(i)));
        assertEquals(202, sender.answer().status());
      }
      lab.awaitReceived(1_000);
      Await.idle(engine, "ordered");
      log.checkEachKey(1_000);
    }
  }

  @Test
  void keepsTheOrderOfABatch() throws Exception {
    Log log = new Log(3);
    try (ScriptedDestination lab = log.destination();
        TestEngine engine =
            TestEngine.start(folder, ROUTE.formatted("queued", "strict", lab.url()))) {
      JsonArray items = new JsonArray();
      for (int i = 0; i < 1_000; i++) {
        items.add(new JsonObject().put("path", "/ordered").put("body", new JsonObject(body(i))));
      }
      assertEquals(200, engine.post("/batch", items.encode()).statusCode());
      lab.awaitReceived(1_000);
      Await.idle(engine, "ordered");
      log.checkAll(1_000);
    }
  }

  /** Sends from one context, each message right behind the one before. */
  private void sendOverTheBus(String route, int messages) throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Path conf = TestEngine.write(folder, TestEngine.ENGINE_CONF, route);
      Engine engine = Engine.start(vertx, conf).await(20, TimeUnit.SECONDS);
      Context sender = vertx.getOrCreateContext();
      Future<List<Outcome>> sent =
          Future.future(
              promise -> sender.runOnContext(go -> sendAll(vertx, messages).onComplete(promise)));
      for (Outcome outcome : sent.await(50, TimeUnit.SECONDS)) {
        assertEquals(OutcomeKind.DELIVERED, outcome.kind(), outcome.detail());
      }
      engine.stop().await(20, TimeUnit.SECONDS);
    } finally {
      vertx.close().await();
    }
  }

  private static Future<List<Outcome>> sendAll(Vertx vertx, int messages) {
    List<Future<Outcome>> all = new ArrayList<>();
    for (int i = 0; i < messages; i++) {
      byte[] body = body(i).getBytes(StandardCharsets.UTF_8);
      all.add(
          vertx
              .eventBus()
              .<Outcome>request(
                  "roundtrip.route.ordered",
                  new RouteMessage(Map.of(), body, Duration.ofSeconds(60)),
                  new io.vertx.core.eventbus.DeliveryOptions().setSendTimeout(60_000))
              .map(io.vertx.core.eventbus.Message::body));
    }
    return Future.all(all).map(done -> all.stream().map(Future::result).toList());
  }

  private static String body(int i) {
    return "{\"k\":\"key-" + i % KEYS + "\",\"n\":" + i + "}";
  }

  /** What the destination saw; it answers each message after a random while. Confined to the destination's loop. */
  private static final class Log {
    private final Random random = new Random(7);
    private final int mostMillis;
    private final Map<String, List<Integer>> byKey = new HashMap<>();
    private final List<Integer> all = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, Integer> underWay = new HashMap<>();
    private final List<String> overlaps = new ArrayList<>();
    private int mostKeys;
    private int mostMessages;
    private int open;

    Log(int mostMillis) {
      this.mostMillis = mostMillis;
    }

    ScriptedDestination destination() {
      return new ScriptedDestination()
          .script(
              (vertx, request, body) -> {
                JsonObject message = new JsonObject(body);
                String key = message.getString("k");
                begin(key, message.getInteger("n"));
                int delay = random.nextInt(mostMillis + 1);
                if (delay == 0) {
                  end(key, request);
                } else {
                  vertx.setTimer(delay, timer -> end(key, request));
                }
              });
    }

    private synchronized void begin(String key, int number) {
      all.add(number);
      byKey.computeIfAbsent(key, first -> new ArrayList<>()).add(number);
      if (underWay.merge(key, 1, Integer::sum) > 1) {
        overlaps.add(key);
      }
      mostKeys = Math.max(mostKeys, underWay.size());
      mostMessages = Math.max(mostMessages, ++open);
    }

    private synchronized void end(String key, HttpServerRequest request) {
      underWay.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
      open--;
      request.response().end();
    }

    synchronized void checkEachKey(int messages) {
      assertEquals(messages, all.size());
      assertEquals(KEYS, byKey.size());
      byKey.forEach(
          (key, numbers) -> assertEquals(numbers.stream().sorted().toList(), numbers, key));
      assertEquals(List.of(), overlaps, "keys with two messages under way at once");
    }

    synchronized void checkAll(int messages) {
      assertEquals(messages, all.size());
      assertEquals(all.stream().sorted().toList(), all);
      assertEquals(1, mostMessages, "messages under way at once");
    }
  }
}
