package io.roundtrip.idempotency;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** Confs of routes that recognise repeats, and requests to them. Stateless. */
final class KeyedEngine {
  static final String REPLAYED = "Idempotent-Replayed";

  private KeyedEngine() {}

  /** An engine on the database behind the proxy. */
  static TestEngine start(Path folder, TestPostgres postgres, PgProxy proxy, String... routes) {
    String store = postgres.storeConf(proxy, folder);
    return TestEngine.startWith(folder, conf(store), routes);
  }

  /** An engine's conf with this store. */
  static String conf(String store) {
    return """
    http: { host: 127.0.0.1, port: 0 }
    management: { host: 127.0.0.1, port: 0 }
    shards: 2
    %s
    drain-timeout: 5s
    drain-linger: 0s
    routes: routes/*.yaml
    """
        .formatted(store);
  }

  /** A route with the key of a header, and more keys of the conf. */
  static String route(String id, String more, String... destinations) {
    StringBuilder to = new StringBuilder();
    for (String destination : destinations) {
      to.append("  - ").append(destination).append('\n');
    }
    return """
    id: %s
    from: { http: { path: /%s } }
    format: json
    idempotency: { key: header:Idempotency-Key }
    %s
    to:
    %s\
    """
        .formatted(id, id, more, to);
  }

  static HttpResponse<String> post(TestEngine engine, String key, String body) {
    return engine.post("/orders", body, "Idempotency-Key", key);
  }

  static CompletableFuture<HttpResponse<String>> postAsync(
      TestEngine engine, String key, String body, String... headers) {
    String[] all = new String[headers.length + 2];
    System.arraycopy(headers, 0, all, 2, headers.length);
    all[0] = "Idempotency-Key";
    all[1] = key;
    return engine.postAsync("/orders", body, all);
  }

  static void assertReplayed(boolean replayed, HttpResponse<String> answer) {
    assertEquals(replayed ? "true" : "", TestEngine.header(answer, REPLAYED), answer.body());
  }
}
