package io.roundtrip.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which routes wait in the outbox, with a real PostgreSQL. */
final class OutboxRoutesIT {
  private final TestPostgres postgres = new TestPostgres();
  private final Vertx vertx = Vertx.vertx();
  private final PgClient client =
      PgClient.create(vertx, postgres.options()).within(Duration.ofSeconds(60));

  @AfterEach
  void close() {
    client.close().await();
    vertx.close().await();
    postgres.close();
  }

  @Test
  void areFoundWithoutReadingTheBacklog() {
    new Migrations(Scripts.ofTheEngine()).apply(client).await();
    assertEquals(List.of(), OutboxTable.routes(client).await());
    fill(30_000, "'b'", "NULL");
    fill(3, "'a' || n", "NULL");
    fill(2, "'claimed' || n", "7 * 1024");
    List<String> all = List.of("a1", "a2", "a3", "b", "claimed1", "claimed2");
    assertEquals(all, OutboxTable.routes(client).await());
    assertReadsIndexes();
    TestPostgres.get(client.exec("ANALYZE outbox"));
    assertReadsIndexes();
    assertEquals(all, OutboxTable.routes(client).await());
  }

  private void fill(int rows, String route, String claimedBy) {
    client
        .exec(
            "INSERT INTO outbox (message_id, route, head, claimed_by, received_at, content_type,"
                + " headers, idempotency_key, body) SELECT gen_random_uuid(), "
                + route
                + ", true, "
                + claimedBy
                + ", now(), '', '', 'k', '' FROM generate_series(1, "
                + rows
                + ") AS n")
        .await();
  }

  private void assertReadsIndexes() {
    String plan =
        client.exec("EXPLAIN " + OutboxTable.ROUTES).await().rows().stream()
            .map(row -> row.getString(0))
            .collect(Collectors.joining("\n"));
    assertFalse(plan.contains("Seq Scan"), plan);
  }
}
