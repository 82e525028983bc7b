package io.roundtrip.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Messages that are stored first, with a real PostgreSQL behind a network that fails. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StoredIT {
  private static final String REDELIVERY = "redelivery: { backoff: 20ms, max-backoff: 50ms }\n";

  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();
  private final TestPostgres postgres = new TestPostgres();
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final StoreProbe store = new StoreProbe(postgres);

  StoredIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    store.close();
    proxy.close();
    postgres.close();
    lab.close();
  }

  private static String route(String id, int port, String more) {
    return """
    id: %s
    from: { http: { path: /%s } }
    reply: stored
    to: [ { id: lab, http: { url: "http://127.0.0.1:%d/deliver" } } ]
    """
            .formatted(id, id, port)
        + more;
  }

  private TestEngine start(String... routes) {
    return TestEngine.startWith(
        folder,
        TestEngine.ENGINE_CONF.replace(
            "store: { journal: off }", postgres.storeConf(proxy, folder)),
        routes);
  }

  private long rows() {
    return store.count("SELECT count(*) FROM outbox");
  }

  private void awaitEmpty() {
    Await.until("the end of the outbox", this::rows, left -> left == 0);
    assertEquals(0, store.count("SELECT count(*) FROM lanes"));
  }

  @Test
  void isAnsweredAfterTheCommitAndDelivered() {
    try (TestEngine engine = start(route("orders", lab.port(), ""))) {
      HttpResponse<String> answer = engine.post("/orders", "{\"n\":1}");
      assertEquals(202, answer.statusCode(), answer::body);
      String id = TestEngine.header(answer, "X-Message-Id");
      assertEquals("/messages/" + id, TestEngine.header(answer, "Location"));
      assertEquals("{\"n\":1}", lab.awaitReceived(1).getFirst().body());
      assertEquals(id, lab.received().getFirst().headers().get("Idempotency-Key"));
      awaitEmpty();
      Await.until(
          "its row of the journal",
          () -> engine.manage("/api/messages/" + id),
          found -> found.statusCode() == 200 && found.body().contains("\"delivered\""));
    }
  }

  @Test
  void isDeliveredWhenItsDestinationIsBack() {
    int port = lab.port();
    lab.stop();
    try (TestEngine engine = start(route("orders", port, REDELIVERY))) {
      for (int i = 0; i < 20; i++) {
        assertEquals(202, engine.post("/orders", "{\"n\":" + i + "}").statusCode());
      }
      assertEquals(20, rows());
      try (ScriptedDestination back = new ScriptedDestination(port)) {
        back.awaitReceived(20);
        awaitEmpty();
        assertEquals(20, back.received().size());
      }
    }
    assertEquals(0, store.count("SELECT count(*) FROM dead_letters"));
  }

  @Test
  void isADeadLetterAfterItsLastAttempt() {
    lab.script(ScriptedDestination.answers(500));
    try (TestEngine engine = start(route("orders", lab.port(), REDELIVERY + "max-attempts: 3\n"))) {
      assertEquals(202, engine.post("/orders", "{}").statusCode());
      Await.until(
          "a dead letter",
          () -> store.count("SELECT count(*) FROM dead_letters WHERE outcome = 'rejected'"),
          letters -> letters == 1);
      awaitEmpty();
      assertEquals(3, lab.received().size());
      assertEquals(3, store.count("SELECT attempts FROM dead_letters"));
    }
  }

  @Test
  void keepsTheOrderOfAKeyOverFailures() {
    List<String> seen = new ArrayList<>();
    lab.script(
        ScriptedDestination.answers(200),
        ScriptedDestination.answers(503),
        ScriptedDestination.answers(503),
        ScriptedDestination.answers(200),
        ScriptedDestination.answers(500),
        ScriptedDestination.answers(200));
    String more = REDELIVERY + "format: json\nkey: /k\norder: per-key\n";
    try (TestEngine engine = start(route("orders", lab.port(), more))) {
      for (int i = 0; i < 30; i++) {
        String body = "{\"k\":\"a\",\"n\":" + i + "}";
        assertEquals(202, engine.post("/orders", body).statusCode());
        seen.add(body);
      }
      lab.awaitReceived(33);
      awaitEmpty();
      assertEquals(seen, lab.bodies().stream().distinct().toList());
      for (int i = 1; i < lab.bodies().size(); i++) {
        int before = seen.indexOf(lab.bodies().get(i - 1));
        int now = seen.indexOf(lab.bodies().get(i));
        assertTrue(now == before || now == before + 1, () -> "out of order: " + lab.bodies());
      }
    }
  }

  @Test
  void manySendersAtOnceAreAllDelivered() {
    String more = "format: json\nkey: /k\norder: per-key\n";
    try (TestEngine engine =
        start(route("orders", lab.port(), more), route("free", lab.port(), ""))) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        answers.add(engine.postAsync("/orders", "{\"k\":\"" + i % 37 + "\",\"n\":" + i + "}"));
        answers.add(engine.postAsync("/free", "{\"n\":" + i + "}"));
      }
      answers.forEach(answer -> assertEquals(202, answer.join().statusCode()));
      lab.awaitReceived(2_000);
      awaitEmpty();
      assertEquals(2_000, lab.received().size());
    }
  }
}
