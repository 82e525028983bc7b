package io.roundtrip.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lanes whose only destination takes arrays: several messages of a lane in one batch, in their order. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ArrayOrderIT {
  private static final int MESSAGES = 1_000;
  private static final int KEYS = 5;
  private static final String ROUTE =
      """
      id: ordered
      from: { http: { path: /ordered } }
      format: json
      reply: queued
      key: /k
      order: %s
      queue: { capacity: 20000, bytes: 64MiB }
      to:
        - { id: lab, %s http: { url: "%s", timeout: 20s, batch: { count: 50 } } }
      """;

  @TempDir Path folder;
  private final List<List<JsonObject>> batches = new ArrayList<>();
  private int open;
  private int mostOpen;

  /** Answers each batch after a while, so that the next one fills. */
  private ScriptedDestination lab() {
    return new ScriptedDestination()
        .script(
            (vertx, request, body) -> {
              synchronized (this) {
                batches.add(new JsonArray(body).stream().map(JsonObject.class::cast).toList());
                mostOpen = Math.max(mostOpen, ++open);
              }
              vertx.setTimer(
                  3,
                  timer -> {
                    synchronized (this) {
                      open--;
                    }
                    request.response().end();
                  });
            });
  }

  private void send(String order, String more) throws Exception {
    try (ScriptedDestination lab = lab();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(order, more, lab.url()));
        RawConnection sender = new RawConnection(engine.engine().httpPort())) {
      for (int i = 0; i < MESSAGES; i++) {
        String body = "{\"k\":\"key-" + i % KEYS + "\",\"n\":" + i + "}";
        sender.send(RawConnection.post("/ordered", body));
        assertEquals(202, sender.answer().status());
      }
      Await.idle(engine, "ordered");
    }
  }

  private synchronized List<Integer> numbers() {
    return batches.stream().flatMap(List::stream).map(item -> item.getInteger("n")).toList();
  }

  private synchronized int mostOfOneKey() {
    int most = 0;
    for (List<JsonObject> batch : batches) {
      Map<String, Integer> counts = new HashMap<>();
      for (JsonObject item : batch) {
        most = Math.max(most, counts.merge(item.getString("k"), 1, Integer::sum));
      }
    }
    return most;
  }

  private static List<Integer> upTo(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  @Test
  void aStrictRouteFillsBatchesAndKeepsTheOrderOfAll() throws Exception {
    send("strict", "");
    assertEquals(upTo(MESSAGES), numbers());
    assertEquals(1, mostOpen, "batches under way at once");
    assertTrue(batches.size() < MESSAGES / 2, () -> batches.size() + " batches");
  }

  @Test
  void eachKeyKeepsItsOrderAndHasSeveralMessagesInABatch() throws Exception {
    send("per-key", "");
    assertEquals(upTo(MESSAGES), numbers().stream().sorted().toList());
    for (int key = 0; key < KEYS; key++) {
      int own = key;
      List<Integer> ofKey = numbers().stream().filter(n -> n % KEYS == own).toList();
      assertEquals(ofKey.stream().sorted().toList(), ofKey);
    }
    assertTrue(mostOfOneKey() > 1, "no batch had two messages of one key");
  }

  @Test
  void withRetriesALaneGoesOneByOne() throws Exception {
    send("per-key", "idempotent: true, retry: { attempts: 2 },");
    assertEquals(upTo(MESSAGES), numbers().stream().sorted().toList());
    assertEquals(1, mostOfOneKey(), "a message that is sent again would be overtaken");
  }
}
