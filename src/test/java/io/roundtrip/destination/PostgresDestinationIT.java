package io.roundtrip.destination;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages over HTTP become rows of a real table. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PostgresDestinationIT {
  private static Warehouse warehouse;
  @TempDir Path folder;

  @BeforeAll
  static void open() {
    warehouse = new Warehouse();
  }

  @AfterAll
  static void close() {
    if (warehouse != null) {
      warehouse.close();
    }
  }

  private TestEngine engine(String table) {
    return warehouse.engine(
        folder,
        """
        id: orders
        from: { http: { path: /orders } }
        format: json
        deadline: 20s
        to: [ { id: wh, timeout: 10s, postgres: { %s } } ]
        """
            .formatted(table));
  }

  private static void assertDelivered(HttpResponse<String> answer) {
    assertDestination(assertOutcome(answer, 200, "delivered"), "wh", "delivered", null, 1);
  }

  private static JsonObject assertRejected(HttpResponse<String> answer, int status) {
    JsonObject body = assertOutcome(answer, 502, "rejected");
    assertDestination(body, "wh", "rejected", status, 1);
    return body;
  }

  @Test
  void aMessageIsARow() {
    warehouse.run("CREATE TABLE first (patient text, body text)");
    try (TestEngine engine = engine("table: first, columns: { patient: /patient, body: '*' }")) {
      assertDelivered(engine.post("/orders", "{\"patient\":\"7\"}"));
      assertEquals(List.of("7|{\"patient\":\"7\"}"), warehouse.rows("SELECT * FROM first"));
    }
  }

  @Test
  void aBadRowIsRejectedAndTheOthersOfItsBatchAreCommitted() {
    warehouse.run("CREATE TABLE mixed (n int PRIMARY KEY CHECK (n < 1000))");
    try (TestEngine engine =
        engine(
            "table: mixed, columns: { n: /n }, batch: { count: 64, age: 300ms, when-idle: wait"
                + " }")) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String n = i == 13 ? "\"x\"" : i == 17 ? "5000" : i == 23 ? "22" : Integer.toString(i);
        answers.add(engine.postAsync("/orders", "{\"n\":" + n + "}"));
      }
      int conflicts = 0;
      for (int i = 0; i < 40; i++) {
        HttpResponse<String> answer = answers.get(i).join();
        if (i == 13 || i == 17) {
          assertRejected(answer, 422);
        } else if ((i == 22 || i == 23) && answer.statusCode() != 200) {
          conflicts++;
          assertRejected(answer, 409);
        } else {
          assertDelivered(answer);
        }
      }
      assertEquals(1, conflicts);
      assertEquals(List.of("37"), warehouse.rows("SELECT count(*) FROM mixed"));
    }
  }
}
