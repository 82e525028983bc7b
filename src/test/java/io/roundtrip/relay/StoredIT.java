package io.roundtrip.relay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Messages that are stored first, with a real PostgreSQL behind a network that fails. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StoredIT {
  private static final String REDELIVERY = "redelivery: { backoff: 20ms, max-backoff: 50ms }\n";
  private static final String SLOW_REDELIVERY = "redelivery: { backoff: 1s, max-backoff: 2s }\n";

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
  void isFoundWhileItWaits() {
    int port = lab.port();
    lab.stop();
    String more = REDELIVERY + "format: json\nkey: /k\norder: per-key\n";
    try (TestEngine engine = start(route("orders", port, more))) {
      HttpResponse<String> first = engine.post("/orders", "{\"k\":\"a\"}");
      HttpResponse<String> answer = engine.post("/orders", "{\"k\":\"a\"}");
      String id = TestEngine.header(answer, "X-Message-Id");
      JsonObject view = TestEngine.json(engine.get(TestEngine.header(answer, "Location")));
      assertEquals(id, view.getString("messageId"));
      assertEquals("queued pending", view.getString("state") + " " + view.getString("outcome"));
      assertEquals("orders", view.getString("route"));
      assertEquals(List.of(), view.getJsonArray("destinations").getList());
      JsonObject found = TestEngine.json(engine.manage("/api/messages/" + id));
      assertEquals("queued pending", found.getString("state") + " " + found.getString("outcome"));
      assertEquals("a", found.getString("key"));
      assertEquals(9, found.getInteger("size"));
      assertEquals(false, found.getBoolean("bodyKept"));
      assertFalse(found.containsKey("settledAt"), found::encode);
      String tried = "/api/messages/" + TestEngine.header(first, "X-Message-Id");
      Await.until(
          "what came of the first try",
          () -> TestEngine.json(engine.manage(tried)),
          told -> "queued".equals(told.getString("state")) && !told.getString("detail").isEmpty());
      try (ScriptedDestination back = new ScriptedDestination(port)) {
        back.awaitReceived(2);
        awaitEmpty();
        Await.until(
            "its end",
            () -> TestEngine.json(engine.get("/messages/" + id)),
            now -> "delivered".equals(now.getString("outcome")));
      }
    }
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

  private String deadLetter(String column) {
    return Await.until(
            "a dead letter",
            () ->
                TestPostgres.get(
                    store
                        .client()
                        .query(
                            "SELECT " + column + "::text FROM dead_letters",
                            Tuple.tuple(),
                            row -> String.valueOf(row.getString(0)))),
            rows -> rows.size() == 1)
        .getFirst();
  }

  @Test
  void aNoForGoodIsADeadLetterAtOnceAndTheNextOfItsKeyGoesOn() {
    lab.script(ScriptedDestination.answers(422), ScriptedDestination.answers(200));
    try (TestEngine engine =
        start(route("orders", lab.port(), "format: json\nkey: /k\norder: per-key\n"))) {
      engine.post("/orders", "{\"k\":1,\"n\":1}", "Authorization", "secret");
      engine.post("/orders", "{\"k\":1,\"n\":2}");
      lab.awaitReceived(2);
      assertEquals("rejected 1 1", deadLetter("outcome || ' ' || attempts || ' ' || key"));
      assertEquals("", deadLetter("headers"));
      awaitEmpty();
    }
  }

  @Test
  void isADeadLetterWhenItsTimeIsOver() {
    lab.stop();
    try (TestEngine engine = start(route("orders", lab.port(), REDELIVERY + "max-age: 1s\n"))) {
      assertEquals(202, engine.post("/orders", "{}").statusCode());
      assertEquals("not-attempted no-connection", deadLetter("outcome || ' ' || reason"));
      awaitEmpty();
    }
  }

  @Test
  void mayHaveArrivedAndIsNotSentAgainUnlessTheDestinationTakesItTwice() {
    lab.script(ScriptedDestination.closesAfterRequest(), ScriptedDestination.answers(200));
    String twice =
        route("twice", lab.port(), REDELIVERY)
            .replace("{ id: lab,", "{ id: lab, idempotent: true,");
    try (TestEngine engine = start(route("once", lab.port(), REDELIVERY), twice)) {
      assertEquals(202, engine.post("/once", "{\"n\":1}").statusCode());
      assertEquals("unknown", deadLetter("outcome"));
      assertEquals(1, lab.received().size());
      lab.script(ScriptedDestination.closesAfterRequest(), ScriptedDestination.answers(200));
      assertEquals(202, engine.post("/twice", "{\"n\":2}").statusCode());
      lab.awaitReceived(3);
      awaitEmpty();
      assertEquals(List.of("{\"n\":1}", "{\"n\":2}", "{\"n\":2}"), lab.bodies());
    }
  }

  @Test
  void aDestinationThatIsDownHoldsUpNoOtherRoute() {
    int dead = ScriptedDestination.refusingPort();
    try (TestEngine engine =
        start(route("down", dead, SLOW_REDELIVERY), route("well", lab.port(), REDELIVERY))) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 300; i++) {
        answers.add(engine.postAsync("/down", "{}"));
        answers.add(engine.postAsync("/well", "{\"n\":" + i + "}"));
      }
      answers.forEach(answer -> assertEquals(202, answer.join().statusCode()));
      lab.awaitReceived(300);
      Await.until(
          "the end of the well ones",
          () -> store.count("SELECT count(*) FROM outbox WHERE route = 'well'"),
          left -> left == 0);
      assertEquals(300, store.count("SELECT count(*) FROM outbox WHERE route = 'down'"));
      // Far fewer tries than messages: they wait without being tried.
      assertTrue(store.count("SELECT sum(attempts) FROM outbox") < 200);
      // The rows are gone before their relay has heard so, and counts.
      String metrics =
          Await.until(
              "the count of the well ones",
              () -> engine.manage("/metrics").body(),
              body -> body.contains("roundtrip_relay_delivered_total{route=\"well\"} 300.0"));
      assertTrue(metrics.contains("roundtrip_relay_stored_total{route=\"down\"} 300.0"), metrics);
      assertTrue(metrics.contains("roundtrip_relay_delivered_total{route=\"down\"} 0.0"));
    }
  }

  @Test
  void isRefusedWhileTheStoreIsDownAndStoredWhenItIsBack() {
    try (TestEngine engine = start(route("orders", lab.port(), REDELIVERY))) {
      assertEquals(202, engine.post("/orders", "{\"n\":1}").statusCode());
      proxy.goAway();
      // The first may still find a connection that is about to break, and then nobody knows.
      HttpResponse<String> refused =
          Await.until(
              "a 503",
              () -> engine.post("/orders", "{\"n\":2}"),
              answer -> answer.statusCode() == 503);
      assertTrue(refused.body().contains("store-unavailable"), refused::body);
      proxy.comeBack();
      Await.until(
          "a 202", () -> engine.post("/orders", "{\"n\":3}").statusCode(), status -> status == 202);
      awaitEmpty();
      assertEquals(List.of("{\"n\":1}", "{\"n\":3}"), lab.bodies());
    }
  }

  @Test
  void anAnswerOfTheStoreThatIsLostIsUnknownAndItsMessageIsDelivered() {
    try (TestEngine engine = start(route("orders", lab.port(), REDELIVERY))) {
      proxy.cutAfter("lost-and-found");
      HttpResponse<String> answer = engine.post("/orders", "\"lost-and-found\"");
      proxy.cutAfter("no such words");
      assertEquals(504, answer.statusCode(), answer::body);
      // Its claim is known to nobody: it is given back within fifteen seconds.
      lab.awaitReceived(1);
      awaitEmpty();
      assertEquals(1, lab.received().size());
    }
  }

  @Test
  void whatWaitsForARouteThatIsGoneIsSaidAtTheStart() {
    int dead = ScriptedDestination.refusingPort();
    try (TestEngine engine =
        start(route("gone-orders", dead, REDELIVERY), route("kept", dead, REDELIVERY))) {
      assertEquals(202, engine.post("/gone-orders", "{}").statusCode());
      assertEquals(202, engine.post("/gone-orders", "{}").statusCode());
      assertEquals(202, engine.post("/kept", "{}").statusCode());
    }
    Logger storage = (Logger) LoggerFactory.getLogger("io.roundtrip.engine.Storage");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    storage.addAppender(lines);
    String unstored = route("gone-orders", dead, "").replace("reply: stored\n", "");
    try (TestEngine engine = start(unstored, route("kept", dead, REDELIVERY))) {
      assertEquals(3, rows(), engine::toString);
    } finally {
      storage.detachAppender(lines);
    }
    List<String> said =
        lines.list.stream()
            .map(ILoggingEvent::getFormattedMessage)
            .filter(line -> line.contains("wait"))
            .toList();
    assertEquals(1, said.size(), said::toString);
    assertTrue(said.getFirst().contains("route=gone-orders: bring the route back"), said::toString);
  }

  @Test
  void canBeLookedUpAfterItsEndWithoutAJournal() {
    lab.script(ScriptedDestination.answers(200), ScriptedDestination.answers(422));
    String conf =
        TestEngine.ENGINE_CONF.replace(
            "store: { journal: off }",
            postgres.storeConf(proxy, folder).replace(" }", ", journal: off }"));
    String filtered = "format: json\nfilter: { path: /go, equals: true }\n";
    try (TestEngine engine =
        TestEngine.startWith(
            folder, conf, route("orders", lab.port(), ""), route("few", lab.port(), filtered))) {
      String delivered = TestEngine.header(engine.post("/orders", "{}"), "X-Message-Id");
      lab.awaitReceived(1);
      awaitEmpty();
      String dead = TestEngine.header(engine.post("/orders", "{}"), "X-Message-Id");
      lab.awaitReceived(2);
      awaitEmpty();
      JsonObject end = TestEngine.json(engine.get("/messages/" + delivered));
      assertEquals("delivered", end.getString("outcome"));
      assertEquals("settled", end.getString("state"));
      JsonObject destination = end.getJsonArray("destinations").getJsonObject(0);
      assertEquals("lab delivered 200", destination(destination));
      JsonObject letter = TestEngine.json(engine.get("/messages/" + dead));
      assertEquals("rejected", letter.getString("outcome"));
      assertEquals(
          "lab rejected 422", destination(letter.getJsonArray("destinations").getJsonObject(0)));
      String excluded = TestEngine.header(engine.post("/few", "{\"go\":0}"), "X-Message-Id");
      JsonObject told = TestEngine.json(engine.get("/messages/" + excluded));
      assertEquals("filtered", told.getString("outcome"), told::encode);
    }
  }

  private static String destination(JsonObject one) {
    return one.getString("id") + " " + one.getString("outcome") + " " + one.getInteger("status");
  }

  /** The rows are claimed, and the engine has not heard of it, when it is told to stop. */
  @Test
  void aStopWaitsForAClaimThatIsOnItsWayAndGivesItBack() {
    String conf =
        TestEngine.ENGINE_CONF
            .replace("store: { journal: off }", postgres.storeConf(proxy, folder))
            .replace("shards: 2", "shards: 1");
    TestEngine engine = TestEngine.startWith(folder, conf, route("rare-orders", lab.port(), ""));
    CompletableFuture<Void> closed;
    try {
      // A claim that found nothing is held up; the next one finds the rows, and is held up in its
      // turn.
      proxy.freezeAfter("rare-orders");
      Await.until("a claim", proxy::isFrozen, frozen -> frozen);
      store
          .client()
          .exec(
              "INSERT INTO outbox (message_id, route, head, received_at, content_type, headers,"
                  + " idempotency_key, body) SELECT gen_random_uuid(), 'rare-orders', true, now(),"
                  + " '', '', 'k', '' FROM generate_series(1, 5)")
          .await();
      proxy.freezeAfter("rare-orders");
      proxy.thaw();
      Await.until(
          "the claim",
          () -> store.count("SELECT count(*) FROM outbox WHERE claimed_by IS NOT NULL"),
          claimed -> claimed == 5);
    } finally {
      closed = CompletableFuture.runAsync(engine::close);
    }
    Await.until(
        "the drain",
        () -> engine.manage("/health/ready").body(),
        readiness -> readiness.contains("draining"));
    proxy.thaw();
    closed.join();
    assertEquals(0, store.count("SELECT count(*) FROM outbox WHERE claimed_by IS NOT NULL"));
    assertEquals(5, rows() + lab.received().size());
    assertEquals(0, store.count("SELECT count(*) FROM outbox WHERE suspect OR attempts > 0"));
  }

  @Test
  void aStopGivesBackWhatWasNotSent() {
    lab.script(ScriptedDestination.after(300, ScriptedDestination.answers(200)));
    String one =
        route("orders", lab.port(), REDELIVERY).replace("{ id: lab,", "{ id: lab, concurrency: 1,");
    // Of what takes as long as this nothing more is learned by waiting for more of it.
    String conf =
        TestEngine.ENGINE_CONF
            .replace("store: { journal: off }", postgres.storeConf(proxy, folder))
            .replace("drain-timeout: 5s", "drain-timeout: 1s");
    try (TestEngine engine = TestEngine.startWith(folder, conf, one)) {
      for (int i = 0; i < 60; i++) {
        assertEquals(202, engine.post("/orders", "{\"n\":" + i + "}").statusCode());
      }
    }
    assertEquals(0, store.count("SELECT count(*) FROM outbox WHERE claimed_by IS NOT NULL"));
    assertEquals(60, rows() + lab.received().size());
    assertTrue(rows() > 0);
    lab.script(ScriptedDestination.answers(200));
    try (TestEngine engine = start(one)) {
      lab.awaitReceived(60);
      awaitEmpty();
      assertEquals(60, lab.received().size());
      assertEquals(0, store.count("SELECT count(*) FROM dead_letters"), engine::toString);
    }
  }
}
