package io.roundtrip.relay;

import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;

/** Looks into an engine's database, past the engine. Thread-safe, because it only hands over. */
final class StoreProbe implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final PgClient client;

  StoreProbe(TestPostgres postgres) {
    this(postgres.options());
  }

  StoreProbe(PgOptions options) {
    client = PgClient.create(vertx, options).within(Duration.ofSeconds(60));
  }

  /** The first column of the first row. */
  long count(String sql) {
    return client.exec(sql).await().rows().getFirst().getLong(0);
  }

  /** Runs statements. */
  void run(String sql) {
    client.exec(sql).await();
  }

  PgClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close().await();
    vertx.close().await();
  }
}
