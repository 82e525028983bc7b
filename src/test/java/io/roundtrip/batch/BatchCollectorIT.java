package io.roundtrip.batch;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.Timers;
import io.roundtrip.kit.Loop;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.OnConflict;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgFailure;
import io.roundtrip.pg.SqlType;
import io.roundtrip.pg.UnnestInsert;
import io.roundtrip.pg.UnnestInsert.Column;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The collector in front of a real server, by UNNEST. */
final class BatchCollectorIT {
  private static TestPostgres postgres;
  private static Loop loop;
  private static PgClient client;

  record Order(long id, String body) {}

  @BeforeAll
  static void open() throws Exception {
    postgres = new TestPostgres();
    loop = new Loop();
    client = loop.call(() -> PgClient.create(loop.vertx(), postgres.options()));
    get(
        client.exec(
            """
            CREATE TABLE orders (id bigint PRIMARY KEY, body jsonb, CONSTRAINT even CHECK (id <> 4242));
            CREATE TABLE latest (id bigint PRIMARY KEY, body jsonb)
            """));
  }

  @AfterAll
  static void close() {
    if (client != null) {
      get(client.close());
    }
    if (loop != null) {
      loop.close();
    }
    if (postgres != null) {
      postgres.close();
    }
  }

  private static BatchCollector<Order> collector(String table, OnConflict onConflict) {
    UnnestInsert insert =
        new UnnestInsert(
            table,
            List.of(new Column("id", SqlType.BIGINT), new Column("body", SqlType.JSONB)),
            onConflict);
    return new BatchCollector<>(
        BatchLimits.of(128, 1 << 20, Duration.ofMillis(10)).withWaiting(10_000, 64 << 20),
        Duration.ofSeconds(10),
        (orders, timeout) ->
            client
                .within(timeout)
                .execPrepared(
                    insert.sql(),
                    insert.args(orders, (order, c) -> c == 0 ? order.id() : order.body())),
        Timers.of(loop.vertx()),
        System::nanoTime);
  }

  /** Offers all at once and waits until each has been told. */
  private static List<Future<Void>> send(BatchCollector<Order> collector, List<Order> orders)
      throws Exception {
    List<Future<Void>> told = new ArrayList<>();
    loop.run(
        () -> {
          for (Order order : orders) {
            Promise<Void> promise = Promise.promise();
            told.add(promise.future());
            assertEquals(
                Admission.TAKEN,
                collector.offer(new BatchEntry<>(order, order.body().length(), promise)));
          }
        });
    get(Future.join(told).transform(Future::succeededFuture));
    return told;
  }

  private static long count(String sql) {
    return get(client.exec(sql)).rows().getFirst().getLong(0);
  }

  @Test
  void badRowsFailWithTheServersWordAndEveryOtherIsCommitted() throws Exception {
    BatchCollector<Order> collector = collector("orders", new OnConflict.Fail());
    List<Order> orders = new ArrayList<>();
    for (int i = 4_000; i < 5_000; i++) {
      orders.add(new Order(i, i == 4_500 ? "{ no json" : "{\"n\":" + i + "}"));
    }
    List<Future<Void>> told = send(collector, orders);
    assertEquals(998, told.stream().filter(Future::succeeded).count());
    assertTrue(
        told.get(242).cause() instanceof PgFailure check && "even".equals(check.constraint()));
    assertTrue(told.get(500).cause() instanceof PgFailure json && "22P02".equals(json.sqlState()));
    assertEquals(998, count("SELECT count(*) FROM orders"));
    BatchFigures figures = loop.call(collector::figures);
    assertEquals(2, figures.badRows());
    // Nine batches, and two that were searched.
    assertTrue(figures.statements() <= 9 + 2 * 15, figures::toString);
    get(loop.call(collector::end));
  }

  @Test
  void twoRowsOfOneKeyInOneBatchAreBothWrittenTheLaterLast() throws Exception {
    BatchCollector<Order> collector =
        collector("latest", new OnConflict.Update(List.of("id"), List.of("body")));
    List<Order> orders = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      orders.add(new Order(i / 2, "{\"n\":" + i + "}"));
    }
    List<Future<Void>> told = send(collector, orders);
    assertEquals(50, told.stream().filter(Future::succeeded).count());
    assertEquals(25, count("SELECT count(*) FROM latest WHERE (body->>'n')::int = id * 2 + 1"));
    get(loop.call(collector::end));
  }
}
