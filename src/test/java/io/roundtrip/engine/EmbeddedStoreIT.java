package io.roundtrip.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.embedded.Access;
import io.roundtrip.embedded.EmbeddedPostgres;
import io.roundtrip.embedded.Patience;
import io.roundtrip.kit.ClusterTemplate;
import io.roundtrip.kit.PostgresProcesses;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgAddress;
import io.roundtrip.pg.PgClient;
import io.roundtrip.pg.PgOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An engine with a PostgreSQL of its own. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class EmbeddedStoreIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;
  private static final String ENGINE =
      TestEngine.ENGINE_CONF.replace("{ journal: off }", "{ embedded: { directory: postgres } }");

  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();

  EmbeddedStoreIT(@TempDir Path folder) throws IOException {
    this.folder = folder.toRealPath();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void leavesNoProcessBehind() {
    lab.close();
    assertEquals(List.of(), PostgresProcesses.in(folder));
  }

  /** An engine that does not make its database itself. */
  private TestEngine startOnCopy(String conf) throws IOException {
    ClusterTemplate.copyTo(folder.resolve("postgres"));
    return start(conf);
  }

  private TestEngine start(String conf) {
    return TestEngine.startWith(folder, conf, ROUTE.formatted(lab.url()));
  }

  @Test
  void startsItMakesTheSchemaAndStopsItLast() throws Exception {
    try (TestEngine engine = start(ENGINE)) {
      assertEquals(200, engine.manage("/health/ready").statusCode());
      assertTrue(engine.manage("/metrics").body().contains("\nroundtrip_store_up 1.0\n"));
      assertEquals(200, engine.post("/orders", "{}").statusCode());
      assertFalse(PostgresProcesses.in(folder).isEmpty());
    }
    assertEquals(List.of(), PostgresProcesses.in(folder));
    assertTrue(ask("SELECT count(*) FROM roundtrip_migrations") >= 1, "the schema was made");
    try (TestEngine again = start(ENGINE)) {
      assertEquals(200, again.manage("/health/ready").statusCode());
    }
  }

  @Test
  void whatBecameOfAMessageIsKnownAfterARestart() throws IOException {
    String delivered;
    String rejected;
    try (TestEngine engine = startOnCopy(ENGINE)) {
      delivered = TestEngine.header(engine.post("/orders", "{}"), "X-Message-Id");
      lab.script(ScriptedDestination.answers(500));
      HttpResponse<String> refused = engine.post("/orders", "{}");
      assertEquals(502, refused.statusCode());
      rejected = TestEngine.header(refused, "X-Message-Id");
    } // what was handed to the journal is committed before PostgreSQL stops
    try (TestEngine again = start(ENGINE)) {
      JsonObject known = TestEngine.json(again.get("/messages/" + delivered));
      assertEquals(
          "settled delivered", known.getString("state") + " " + known.getString("outcome"));
      JsonObject found = TestEngine.json(again.manage("/api/messages/" + rejected));
      assertEquals("rejected", found.getString("outcome"));
      HttpResponse<String> search = again.manage("/api/messages?route=orders&outcome=delivered");
      assertEquals(200, search.statusCode());
      assertTrue(search.body().contains(delivered), search::body);
      assertFalse(search.body().contains(rejected), search::body);
    }
  }

  @Test
  void isNotStartedWhereTheJournalIsOff() {
    try (TestEngine engine =
        start(ENGINE.replace("directory: postgres }", "directory: postgres }, journal: off"))) {
      assertEquals(200, engine.manage("/health/ready").statusCode());
      assertFalse(engine.manage("/metrics").body().contains("\nroundtrip_store_up"));
      assertEquals(List.of(), PostgresProcesses.in(folder));
      assertFalse(Files.exists(folder.resolve("postgres")));
    }
  }

  @Test
  void saysInOneSentenceWhyItCannotRun() throws Exception {
    Files.writeString(folder.resolve("postgres"), "a file");
    Exception refused = assertThrows(IllegalStateException.class, () -> start(ENGINE).close());
    String why = String.valueOf(refused.getMessage());
    assertTrue(why.startsWith("store.embedded: PostgreSQL cannot run in "), why);
    assertEquals(1, why.lines().count(), why);
  }

  @Test
  void aSecondEngineOnTheFolderIsRefusedAndTheFirstGoesOn() throws IOException {
    try (TestEngine first = startOnCopy(ENGINE)) {
      assertThrows(IllegalStateException.class, () -> start(ENGINE).close());
      assertEquals(200, first.manage("/health/ready").statusCode());
      assertFalse(PostgresProcesses.in(folder).isEmpty());
    }
  }

  @Test
  void refusesADatabaseThatForgetsAndTakesItDownAgain() throws Exception {
    ClusterTemplate.copyTo(folder.resolve("postgres"));
    ask("ALTER DATABASE postgres SET synchronous_commit = off");
    Exception refused = assertThrows(IllegalStateException.class, () -> start(ENGINE).close());
    assertEquals(
        "store: the embedded PostgreSQL would forget in a crash what it has committed (fsync=on"
            + " synchronous_commit=off): take the setting out of its conf, its database or its"
            + " role",
        refused.getMessage());
    assertEquals(List.of(), PostgresProcesses.in(folder));
  }

  @Test
  void goesDownWithAStartThatFailsLater() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String conf =
          ENGINE.replace(
              "http: { host: 127.0.0.1, port: 0 }",
              "http: { host: 127.0.0.1, port: " + taken.getLocalPort() + " }");
      Exception refused =
          assertThrows(IllegalStateException.class, () -> startOnCopy(conf).close());
      assertTrue(String.valueOf(refused.getMessage()).contains("cannot listen"), refused::toString);
    }
    assertEquals(List.of(), PostgresProcesses.in(folder));
  }

  /** Asks the engine's database while no engine runs; the first column of the first row, or -1. */
  private long ask(String sql) throws InterruptedException {
    Vertx vertx = Vertx.vertx();
    try (EmbeddedPostgres server =
        EmbeddedPostgres.start(folder.resolve("postgres"), Patience.USUAL)) {
      Access access = server.access();
      PgAddress address =
          PgAddress.unixSocket(
              access.socketFolder(), access.port(), access.database(), access.user());
      PgClient client =
          PgClient.create(
              vertx,
              PgOptions.of(address).withPassword(() -> Future.succeededFuture(access.password())));
      var rows = TestPostgres.get(client.exec(sql)).rows();
      TestPostgres.get(client.close());
      return rows.isEmpty() ? -1 : rows.getFirst().getLong(0);
    } finally {
      vertx.close().await();
    }
  }
}
