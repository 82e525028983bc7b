package io.roundtrip.destination;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.RawSender;
import io.roundtrip.kit.TestEngine;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rows that wait for their batch: taken back, and in the order of their lane. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RowBatchIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      format: json
      %s
      to: [ { id: wh, timeout: 10s, postgres: { table: lines, columns: { n: /n }, batch: { %s } } } ]
      """;

  @TempDir Path folder;
  private final Warehouse warehouse = new Warehouse();

  @AfterEach
  void closeWarehouse() {
    warehouse.close();
  }

  private TestEngine engine(String more, String batch) {
    warehouse.run(
        "CREATE TABLE lines (id serial, n int, written xid DEFAULT pg_current_xact_id()::xid)");
    return warehouse.engine(folder, ROUTE.formatted(more, batch));
  }

  @Test
  void aRowWhoseSenderLeavesIsTakenBack() {
    try (TestEngine engine = engine("deadline: 20s", "age: 1500ms, when-idle: wait")) {
      assertEquals(200, engine.post("/orders", "{\"n\":0}").statusCode());
      RawSender sender = new RawSender(engine).post("/orders", "{\"n\":1}");
      Await.until(
          "the row waits for its batch",
          () -> engine.manage("/metrics").body(),
          metrics ->
              metrics.contains(
                  "roundtrip_table_waiting_rows{destination=\"wh\",route=\"orders\"} 1.0"));
      sender.leave();
      Await.idle(engine, "orders");
      assertEquals(200, engine.post("/orders", "{\"n\":2}").statusCode());
    }
    assertEquals(List.of("0", "2"), warehouse.rows("SELECT n FROM lines ORDER BY n"));
  }

  @Test
  void aRowWhoseDeadlinePassesIsTakenBack() {
    try (TestEngine engine = engine("deadline: 300ms", "age: 5s, when-idle: wait")) {
      assertEquals(503, engine.post("/orders", "{\"n\":1}").statusCode());
    }
    assertEquals(List.of(), warehouse.rows("SELECT n FROM lines"));
  }

  @Test
  void aStrictRouteFillsBatchesAndKeepsItsOrder() throws Exception {
    try (TestEngine engine = engine("reply: queued\norder: strict", "count: 50");
        RawConnection sender = new RawConnection(engine.engine().httpPort())) {
      for (int i = 0; i < 1_000; i++) {
        sender.send(RawConnection.post("/orders", "{\"n\":" + i + "}"));
        assertEquals(202, sender.answer().status());
      }
      Await.idle(engine, "orders");
    }
    assertEquals(
        IntStream.range(0, 1_000).mapToObj(Integer::toString).toList(),
        warehouse.rows("SELECT n FROM lines ORDER BY id"));
    int most =
        Integer.parseInt(
            warehouse
                .rows("SELECT count(*) FROM lines GROUP BY written ORDER BY 1 DESC LIMIT 1")
                .getFirst());
    assertTrue(most > 1 && most <= 50, most + " rows in one transaction");
  }
}
