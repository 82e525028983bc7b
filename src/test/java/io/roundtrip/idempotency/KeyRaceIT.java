package io.roundtrip.idempotency;

import static io.roundtrip.idempotency.KeyedEngine.route;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Many who send the same messages at once: each is delivered once, and all are told the same. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KeyRaceIT {
  @TempDir private Path folder;
  @TempDir private Path secondFolder;
  private final TestPostgres postgres = new TestPostgres();
  private final KeyRows rows = new KeyRows(postgres);
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final ScriptedDestination lab = new ScriptedDestination();
  private final Vertx vertx = Vertx.vertx();
  private final Map<String, Set<String>> told = new ConcurrentHashMap<>();
  private final String route =
      route("orders", "", "{ id: lab, http: { url: '%s' } }".formatted(lab.url()));

  @AfterEach
  void close() {
    vertx.close().await();
    lab.close();
    rows.close();
    proxy.close();
    postgres.close();
  }

  @Test
  void fiftyClientsWithAThousandKeysBringEachMessageOnce() throws Exception {
    try (TestEngine engine = KeyedEngine.start(folder, postgres, proxy, route)) {
      race(50, 1_000, 1, List.of(engine));
    }
  }

  @Test
  void twoEnginesOnOneDatabaseBringEachMessageOnce() throws Exception {
    try (TestEngine engine = KeyedEngine.start(folder, postgres, proxy, route);
        TestEngine other = KeyedEngine.start(secondFolder, postgres, proxy, route)) {
      race(10, 300, 30, List.of(engine, other));
    }
  }

  /** Every client sends all keys, so many at a time, in nearly the same order. */
  private void race(int clients, int keys, int atOnce, List<TestEngine> engines) throws Exception {
    HttpClient http =
        vertx.createHttpClient(
            new HttpClientOptions(),
            new PoolOptions().setHttp1MaxSize(clients * atOnce).setMaxWaitQueueSize(-1));
    List<Future<?>> all = new ArrayList<>();
    for (int client = 0; client < clients; client++) {
      int port = engines.get(client % engines.size()).engine().httpPort();
      for (int part = 0; part < atOnce; part++) {
        List<Integer> own = new ArrayList<>();
        for (int key = part; key < keys; key += atOnce) {
          own.add(key);
        }
        swapSome(own, client);
        Future<?> chain = Future.succeededFuture();
        for (int key : own) {
          chain = chain.compose(next -> send(http, port, "k" + key));
        }
        all.add(chain);
      }
    }
    Future.all(all).await(100, TimeUnit.SECONDS);
    assertEquals(keys, told.size());
    Set<String> ids = new HashSet<>();
    told.forEach(
        (key, answers) -> {
          assertEquals(1, answers.size(), () -> "answers to " + key + ": " + answers);
          ids.addAll(answers);
        });
    assertEquals(keys, ids.size());
    assertEquals(keys, lab.received().size());
    assertEquals(keys, new HashSet<>(lab.bodies()).size());
    assertEquals(keys, rows.count("outcome = 'delivered' AND engine IS NULL"));
    engines.forEach(engine -> Await.idle(engine, "orders"));
  }

  /** So that not always the same one is first. */
  private static void swapSome(List<Integer> keys, int client) {
    Random random = new Random(client);
    for (int i = 0; i + 3 < keys.size(); i++) {
      Collections.swap(keys, i, i + random.nextInt(3));
    }
  }

  private Future<?> send(HttpClient http, int port, String key) {
    return http.request(HttpMethod.POST, port, "127.0.0.1", "/orders")
        .compose(
            request ->
                request
                    .putHeader("Content-Type", "application/json")
                    .putHeader("Idempotency-Key", key)
                    .send(Buffer.buffer("{\"key\":\"" + key + "\"}")))
        .compose(
            response -> {
              String id = response.statusCode() + " " + response.getHeader("X-Message-Id");
              told.computeIfAbsent(key, first -> ConcurrentHashMap.newKeySet()).add(id);
              return response.end();
            });
  }
}
