package io.roundtrip.destination;

import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.util.List;

/** A real database behind a network that fails, and an engine that delivers to its tables. Thread-safe, as its parts are. */
final class Warehouse implements AutoCloseable {
  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final Vertx vertx = Vertx.vertx();
  private final PgClient client = PgClient.create(vertx, postgres.options());

  /** Starts an engine whose store it is. */
  TestEngine engine(Path folder, String... routes) {
    return TestEngine.startWith(
        folder,
        TestEngine.ENGINE_CONF.replace(
            "store: { journal: off }", postgres.storeConf(proxy, folder)),
        routes);
  }

  /** The way from the engine to the database. */
  PgProxy proxy() {
    return proxy;
  }

  /** Runs statements there. */
  void run(String sql) {
    TestPostgres.get(client.exec(sql));
  }

  /** The rows, each as one text. */
  List<String> rows(String sql) {
    return TestPostgres.get(client.exec(sql)).rows().stream().map(Warehouse::text).toList();
  }

  private static String text(Row row) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      text.append(i == 0 ? "" : "|").append(row.getValue(i));
    }
    return text.toString();
  }

  @Override
  public void close() {
    vertx.close().await();
    proxy.close();
    postgres.close();
  }
}
