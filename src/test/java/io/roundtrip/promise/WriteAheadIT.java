package io.roundtrip.promise;

import static io.roundtrip.kit.TestPostgres.get;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.app.Program;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.Loop;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.pg.PgClient;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With {@code journal: write-ahead} it is committed that a message is about to be sent, before any of it is. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class WriteAheadIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      key: header:Patient
      to: [ { id: lab, http: { url: "%s", timeout: 60s } } ]
      """;

  @TempDir private Path folder;
  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final ScriptedDestination lab = new ScriptedDestination();
  private final Loop loop = new Loop();
  private PgClient client;

  @BeforeEach
  void open() throws Exception {
    client = loop.call(() -> PgClient.create(loop.vertx(), postgres.options()));
  }

  @AfterEach
  void close() {
    get(client.close());
    loop.close();
    proxy.close();
    lab.close();
    postgres.close();
  }

  private String conf(String more) {
    String store = postgres.storeConf(proxy, folder).replace(" }", ", journal: write-ahead" + more);
    return TestEngine.ENGINE_CONF.replace("store: { journal: off }", store + " }");
  }

  private long count(String sql) {
    return get(client.exec("SELECT count(*) FROM " + sql)).rows().getFirst().getLong(0);
  }

  private void awaitCount(long expected, String sql) {
    Await.until(sql + " has " + expected, () -> count(sql), found -> found == expected);
  }

  @Test
  void itIsCommittedBeforeTheFirstByteAndGoneWhenTheOutcomeIsJournaled() throws Exception {
    lab.script(ScriptedDestination.hangs());
    try (TestEngine engine =
        TestEngine.startWith(folder, conf(", store-bodies: true"), ROUTE.formatted(lab.url()))) {
      var answer = engine.postAsync("/orders", "{}", "Patient", "p1", "Prefer", "wait=4");
      lab.awaitReceived(1);
      assertEquals(1, count("in_flight WHERE body = '{}' AND headers = 'patient:p1'"));
      assertEquals(504, answer.get().statusCode());
      assertEquals(1, count("in_flight"), "what is on the wire is in flight");
      lab.stop();
      awaitCount(0, "in_flight");
      awaitCount(1, "journal WHERE outcome = 'unknown' AND body = '{}'");
    }
  }

  @Test
  void nothingIsSentWhileTheStoreDoesNotAnswer() throws Exception {
    try (TestEngine engine = TestEngine.startWith(folder, conf(""), ROUTE.formatted(lab.url()))) {
      assertEquals(200, engine.post("/orders", "{}").statusCode());
      awaitCount(0, "in_flight");
      proxy.freeze();
      HttpResponse<String> answer = engine.post("/orders", "{}", "Prefer", "wait=1");
      String id = TestEngine.header(answer, "X-Message-Id");
      assertEquals(503, answer.statusCode(), answer.body());
      assertEquals("not-attempted", TestEngine.header(answer, "X-Delivery-Outcome"));
      proxy.thaw();
      Await.until(
          "the store is back",
          () -> engine.post("/orders", "{}", "Prefer", "wait=5").statusCode(),
          status -> status == 200);
      assertEquals(2, lab.received().size(), "nothing is sent behind a 503");
      awaitCount(0, "in_flight");
      awaitCount(
          1,
          "journal WHERE outcome = 'not-attempted' AND reason = 'deadline' AND message_id = '"
              + id
              + "'");
    }
  }

  @Test
  void aStoreThatIsGoneIsSaidWithinTheDeadline() throws Exception {
    try (TestEngine engine = TestEngine.startWith(folder, conf(""), ROUTE.formatted(lab.url()))) {
      proxy.goAway();
      HttpResponse<String> answer = engine.post("/orders", "{}");
      assertEquals(503, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains("store-unavailable"), answer.body());
      assertTrue(answer.headers().firstValue("Retry-After").isPresent());
      assertEquals(List.of(), lab.received());
    }
  }

  @Test
  void aMessageInFlightWhenItsEngineIsKilledIsUnknownAndNotSentAgain() throws Exception {
    lab.script(ScriptedDestination.hangs());
    Path conf = TestEngine.write(folder, conf(""), ROUTE.formatted(lab.url()));
    String id;
    try (Program killed = Program.jar(folder, "run", "--conf", conf.toString())) {
      String ready = killed.awaitLine("ingest port");
      String port = ready.replaceFirst(".*ingest port (\\d+).*", "$1");
      Thread.ofVirtual()
          .start(
              () -> {
                try (java.net.http.HttpClient http = java.net.http.HttpClient.newHttpClient()) {
                  http.send(
                      TestEngine.post(URI.create("http://127.0.0.1:" + port + "/orders"), "{}")
                          .build(),
                      HttpResponse.BodyHandlers.ofString());
                } catch (java.io.IOException | InterruptedException expected) {
                  // it is killed
                }
              });
      lab.awaitReceived(1);
      id =
          get(client.exec("SELECT message_id::text FROM in_flight")).rows().getFirst().getString(0);
      killed.signal("KILL");
      assertEquals(128 + 9, killed.exitCode());
    }
    // The killed engine's lease ends by itself, if sooner: nobody but the clock says that it is
    // dead.
    get(client.exec("UPDATE engines SET lease_until = now() + interval '2 seconds'"));
    try (TestEngine engine = TestEngine.startWith(folder, conf(""), ROUTE.formatted(lab.url()))) {
      JsonObject found =
          Await.until(
              "the message is known",
              () -> TestEngine.json(engine.get("/messages/" + id)),
              message -> "settled".equals(message.getString("state")));
      assertEquals("unknown", found.getString("outcome"));
      assertTrue(found.getString("detail").contains("engine ended"), found::encode);
      assertEquals(1, lab.received().size());
    }
  }
}
