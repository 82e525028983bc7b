package io.roundtrip.experiment;

import io.roundtrip.embedded.Access;
import io.roundtrip.embedded.EmbeddedPostgres;
import io.roundtrip.pg.PgAddress;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A PostgreSQL that runs for an experiment: tables are made in it, and engines use it as their store. Immutable. */
record Database(EmbeddedPostgres server) {
  /** Runs the statements, one after the other. */
  void run(Vertx vertx, List<String> statements) throws Exception {
    Access access = server.access();
    PgAddress address =
        PgAddress.unixSocket(
            access.socketFolder(), access.port(), access.database(), access.user());
    PgClient client =
        PgClient.create(
            vertx,
            PgOptions.of(address).withPassword(() -> Future.succeededFuture(access.password())));
    for (String statement : statements) {
      Measurement.await(client.exec(statement));
    }
    Measurement.await(client.close());
  }

  /** What an engine's conf says of its store, with the password in a file of this name beside it. */
  String store(String passwordFile) {
    Access access = server.access();
    return "url: \"postgresql://%s@localhost:%d/%s?host=%s\", password: \"${file:%s}\", journal: off"
        .formatted(
            access.user(),
            access.port(),
            access.database(),
            URLEncoder.encode(access.socketFolder().toString(), StandardCharsets.UTF_8),
            passwordFile);
  }

  String password() {
    return server.access().password();
  }
}
