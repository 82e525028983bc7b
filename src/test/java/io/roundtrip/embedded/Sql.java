package io.roundtrip.embedded;

import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/** Asks the embedded PostgreSQL over its socket, by a connection for each question. Confined to the test's thread. */
final class Sql implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();

  /** The first column of the first row as text; empty where there is no row. */
  String ask(Access access, String sql) throws Exception {
    PgConnectOptions options =
        new PgConnectOptions()
            .setHost(access.socketFolder().toString())
            .setPort(access.port())
            .setUser(access.user())
            .setPassword(access.password())
            .setDatabase(access.database());
    try {
      return PgConnection.connect(vertx, options)
          .compose(
              connection ->
                  connection.query(sql).execute().map(Sql::first).eventually(connection::close))
          .toCompletionStage()
          .toCompletableFuture()
          .get(10, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof Exception why ? why : failed;
    }
  }

  private static String first(RowSet<Row> rows) {
    for (Row row : rows) {
      return String.valueOf(row.getValue(0));
    }
    return "";
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
