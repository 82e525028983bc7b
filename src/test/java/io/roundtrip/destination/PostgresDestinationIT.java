package io.roundtrip.destination;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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

  @Test
  void aTextBecomesWhatItsColumnIs() {
    warehouse.run("CREATE TYPE mood AS ENUM ('good', 'bad')");
    warehouse.run("CREATE SCHEMA \"Odd one\"");
    warehouse.run("CREATE DOMAIN \"Odd one\".\"Short\" AS varchar(3)");
    warehouse.run(
        "CREATE TABLE kinds (i int, b bigint, n numeric(6,2), d date, t timestamptz, j jsonb, js"
            + " jsonb, raw bytea, hex bytea, u uuid, f boolean, a text[], v varchar(3), c char(3),"
            + " m mood, s \"Odd one\".\"Short\", h text, whole jsonb, x text)");
    String columns =
        "{ i: /i, b: /b, n: /n, d: /d, t: /t, j: /j, js: /i, raw: '*', hex: /hex, u: /u, f: /f, a:"
            + " /a, v: /v, c: /v, m: /m, s: /v, h: 'header:X-Site', whole: '*', x: /nowhere }";
    String body =
        "{\"i\":\"7\",\"b\":-9223372036854775808,\"n\":12.345,\"d\":\"20260131\","
            + "\"t\":\"2026-01-31T10:15:30.5+02:00\",\"j\":{\"k\":[1,\"é\"]},\"hex\":\"\\\\x00ff\","
            + "\"u\":\"0199f3a0-1234-7abc-8def-0123456789ab\",\"f\":true,\"a\":\"{x,\\\"y z\\\"}\","
            + "\"v\":\"abc\",\"m\":\"bad\"}";
    try (TestEngine engine = engine("table: kinds, columns: " + columns)) {
      assertDelivered(engine.post("/orders", body, "X-Site", "north"));
      assertEquals(
          List.of(
              "7|-9223372036854775808|12.35|2026-01-31|2026-01-31 08:15:30.5|{\"k\": [1,"
                  + " \"é\"]}|\"7\"|true|\\x00ff|0199f3a0-1234-7abc-8def-0123456789ab|true|{x,\"y"
                  + " z\"}|abc|abc|bad|abc|north|true|null"),
          warehouse.rows(
              "SELECT i, b, n::text, d::text, (t AT TIME ZONE 'UTC')::text, j::text, js::text, raw"
                  + " = convert_to('"
                  + body
                  + "', 'UTF8'), hex::text, u::text, f, a::text, v, c::text, m::text, s::text, h,"
                  + " whole = '"
                  + body
                  + "'::jsonb, x FROM kinds"));
      // A value that is too long is refused, not cut.
      assertRejected(engine.post("/orders", body.replace("\"abc\"", "\"abcd\"")), 422);
      assertRejected(engine.post("/orders", body.replace("\"7\"", "\"7.5\"")), 422);
      assertRejected(engine.post("/orders", body.replace("bad", "worse")), 422);
      assertRejected(engine.post("/orders", body.replace("abc", "a\\u0000c")), 422);
      assertRejected(engine.post("/orders", "{\"i\":"), 422);
      assertEquals(List.of("1"), warehouse.rows("SELECT count(*) FROM kinds"));
    }
  }

  @Test
  void aRowWhoseKeyIsThereIsRejectedIgnoredOrUpdates() {
    for (String mode : List.of("reject", "ignore", "update:k")) {
      String table = "conflict_" + mode.replaceAll("\\W.*", "");
      warehouse.run("CREATE TABLE " + table + " (k text PRIMARY KEY, v int)");
      try (TestEngine engine =
          engine(
              "table: "
                  + table
                  + ", columns: { k: /k, v: /v }, on-conflict: '"
                  + mode
                  + "', batch: { count: 2, age: 200ms, when-idle: wait }")) {
        // One batch on one shard, or two on two: the same comes of it.
        List<CompletableFuture<HttpResponse<String>>> twice = new ArrayList<>();
        for (int i = 1; i <= 8; i++) {
          twice.add(engine.postAsync("/orders", "{\"k\":\"x\",\"v\":" + i + "}"));
        }
        List<Integer> statuses = twice.stream().map(answer -> answer.join().statusCode()).toList();
        boolean reject = mode.equals("reject");
        assertEquals(reject ? 7 : 0, statuses.stream().filter(status -> status == 502).count());
        HttpResponse<String> last = engine.post("/orders", "{\"k\":\"x\",\"v\":99}");
        if (reject) {
          assertRejected(last, 409);
        } else {
          assertDelivered(last);
        }
        assertEquals(
            List.of(mode.startsWith("update") ? "1|true" : "1|false"),
            warehouse.rows("SELECT count(*), max(v) = 99 FROM " + table));
      }
    }
  }

  @Test
  void aTableOrColumnThatIsNotThereIsANoUntilItIs() {
    try (TestEngine engine = engine("table: later, columns: { a: /a, b: /b }")) {
      assertRejected(engine.post("/orders", "{}"), 500);
      warehouse.run("CREATE TABLE later (a int)");
      assertRejected(engine.post("/orders", "{}"), 500);
      warehouse.run("ALTER TABLE later ADD b text");
      assertDelivered(engine.post("/orders", "{\"b\":\"1\"}"));
      // It is looked at again when it has changed.
      warehouse.run("ALTER TABLE later ALTER b TYPE int USING 1");
      engine.post("/orders", "{\"b\":\"2\"}");
      assertDelivered(engine.post("/orders", "{\"b\":\"3\"}"));
      warehouse.run("DROP TABLE later");
      assertRejected(engine.post("/orders", "{}"), 500);
    }
  }

  @Test
  void batchesCloseByTheirLimits() {
    warehouse.run("CREATE TABLE closing (n text)");
    String limits = "table: closing, columns: { n: /n }, batch: ";
    try (TestEngine engine = engine(limits + "{ age: 100ms, when-idle: wait }")) {
      long begun = System.nanoTime();
      assertDelivered(engine.post("/orders", "{\"n\":1}"));
      assertTrue(System.nanoTime() - begun >= 100_000_000);
      assertMetric(
          engine, "batches_total{closed_by=\"age\",destination=\"wh\",route=\"orders\"} 1.0");
      assertMetric(engine, "rows_total{destination=\"wh\",route=\"orders\"} 1.0");
    }
    try (TestEngine engine = engine(limits + "{ count: 1, age: 5s, when-idle: wait }")) {
      assertDelivered(engine.post("/orders", "{\"n\":1}"));
      assertMetric(
          engine, "batches_total{closed_by=\"count\",destination=\"wh\",route=\"orders\"} 1.0");
    }
    try (TestEngine engine = engine(limits + "{ bytes: 5B, age: 5s, when-idle: wait }")) {
      assertDelivered(engine.post("/orders", "{\"n\":1}"));
      assertMetric(
          engine, "batches_total{closed_by=\"bytes\",destination=\"wh\",route=\"orders\"} 1.0");
    }
    try (TestEngine engine = engine(limits + "{ age: 5s }")) {
      assertDelivered(engine.post("/orders", "{\"n\":1}"));
      assertMetric(
          engine, "batches_total{closed_by=\"idle\",destination=\"wh\",route=\"orders\"} 1.0");
    }
  }

  private static void assertMetric(TestEngine engine, String line) {
    String metrics = engine.manage("/metrics").body();
    assertTrue(metrics.contains("\nroundtrip_table_" + line + "\n"), metrics);
  }

  @Test
  void theMessageIsTheOneAfterTheMap() {
    warehouse.run("CREATE TABLE mapped (patient text, body text)");
    try (TestEngine engine =
        warehouse.engine(
            folder,
            """
            id: orders
            from: { http: { path: /orders } }
            format: json
            map:
              format: hl7v2
              rules:
                - { to: MSH-9, value: "ORM^O01" }
                - { to: PID-3.1, from: /id }
            to: [ { id: wh, postgres: { table: mapped, columns: { patient: PID-3.1, body: '*' } } } ]
            """)) {
      assertDelivered(engine.post("/orders", "{\"id\":\"47\"}"));
      assertEquals(List.of("47|MSH|"), warehouse.rows("SELECT patient, left(body, 4) FROM mapped"));
    }
  }
}
