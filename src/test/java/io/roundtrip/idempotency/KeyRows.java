package io.roundtrip.idempotency;

import static io.roundtrip.kit.TestPostgres.get;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.vertx.core.Vertx;

/** The table of the keys, and what stands beside it, as the database sees it, past every engine under test. Thread-safe, because its client is. */
final class KeyRows implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final PgClient client;

  KeyRows(TestPostgres postgres) {
    client = PgClient.create(vertx, postgres.options().withPool(1, 1, 10));
  }

  /** How many rows fit the condition. */
  long count(String condition) {
    return ask("SELECT count(*) FROM idempotency WHERE " + condition);
  }

  /** The first column of the first row, of any table there. */
  long ask(String sql) {
    return get(client.exec(sql)).rows().getFirst().getLong(0);
  }

  void run(String sql) {
    get(client.exec(sql));
  }

  @Override
  public void close() {
    get(client.close());
    vertx.close().await();
  }
}
