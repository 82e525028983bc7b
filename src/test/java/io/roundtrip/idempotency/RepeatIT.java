package io.roundtrip.idempotency;

import static io.roundtrip.idempotency.KeyedEngine.assertReplayed;
import static io.roundtrip.idempotency.KeyedEngine.post;
import static io.roundtrip.idempotency.KeyedEngine.route;
import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a repeat is told, and what of it is sent, by what became of the first. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RepeatIT {
  @TempDir private Path folder;
  private final TestPostgres postgres = new TestPostgres();
  private final KeyRows rows = new KeyRows(postgres);
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final ScriptedDestination lab = new ScriptedDestination();
  private final ScriptedDestination ward = new ScriptedDestination();

  @AfterEach
  void close() {
    lab.close();
    ward.close();
    rows.close();
    proxy.close();
    postgres.close();
  }

  private TestEngine start(String... routes) {
    return KeyedEngine.start(folder, postgres, proxy, routes);
  }

  private String to(String id, ScriptedDestination destination, String more) {
    return "{ id: %s, http: { url: '%s', timeout: 2s }%s }".formatted(id, destination.url(), more);
  }

  @Test
  void getsTheAnswerOfTheFirstAndIsNotSent() {
    try (TestEngine engine = start(route("orders", "", to("lab", lab, "")))) {
      HttpResponse<String> first = post(engine, "k1", "{\"a\":1}");
      assertOutcome(first, 200, "delivered");
      assertReplayed(false, first);
      HttpResponse<String> again = post(engine, "k1", "{\"a\":1}");
      JsonObject body = assertOutcome(again, 200, "delivered");
      assertReplayed(true, again);
      assertEquals(TestEngine.json(first).getString("messageId"), body.getString("messageId"));
      assertDestination(body, "lab", "delivered", 200, 1);
      assertEquals(1, lab.received().size());
      assertEquals("k1", lab.received().getFirst().headers().get("Idempotency-Key"));
      assertReplayed(false, post(engine, "k2", "{\"a\":1}"));
      assertEquals(2, lab.received().size());
      String metrics = engine.manage("/metrics").body();
      assertTrue(
          metrics.contains("roundtrip_idempotency_total{result=\"first\",route=\"orders\"} 2.0"),
          metrics);
      assertTrue(
          metrics.contains("roundtrip_idempotency_total{result=\"replayed\",route=\"orders\"} 1.0"),
          metrics);
    }
  }

  /** More than one question to the store brings back. */
  @Test
  void manyAtOnceGetTheirLongAnswers() {
    try (TestEngine engine = start(route("orders", "respond-with: lab", to("lab", lab, "")))) {
      for (int i = 0; i < 20; i++) {
        assertEquals(200, post(engine, "k" + i, "{}").statusCode());
      }
      rows.run("UPDATE idempotency SET answer_body = convert_to(repeat('x', 1000000), 'UTF8')");
      List<CompletableFuture<HttpResponse<String>>> repeats = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        repeats.add(engine.postAsync("/orders", "{}", "Idempotency-Key", "k" + i));
      }
      for (CompletableFuture<HttpResponse<String>> repeat : repeats) {
        assertReplayed(true, repeat.join());
        assertEquals(1_000_000, repeat.join().body().length());
      }
      assertEquals(20, lab.received().size());
    }
  }

  @Test
  void getsTheDestinationsOwnAnswerWhereTheFirstGotIt() {
    lab.script(answers(201, "{\"order\":7}"), answers(500));
    try (TestEngine engine = start(route("orders", "respond-with: lab", to("lab", lab, "")))) {
      assertEquals(201, post(engine, "k", "{}").statusCode());
      HttpResponse<String> again = post(engine, "k", "{}");
      assertEquals(201, again.statusCode());
      assertEquals("{\"order\":7}", again.body());
      assertEquals("application/json", TestEngine.header(again, "Content-Type"));
      assertReplayed(true, again);
    }
  }

  @Test
  void isRefusedWithAnotherBody() {
    try (TestEngine engine = start(route("orders", "", to("lab", lab, "")))) {
      post(engine, "k", "{\"a\":1}");
      assertNotAttempted(post(engine, "k", "{\"a\":2}"), 422, "idempotency-key-reused");
      assertEquals(1, lab.received().size());
    }
  }

  @Test
  void withoutAKeyIsAMessageLikeAnyOther() {
    try (TestEngine engine = start(route("orders", "", to("lab", lab, "")))) {
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> answer = engine.post("/orders", "{}");
        assertOutcome(answer, 200, "delivered");
        assertReplayed(false, answer);
      }
      assertEquals(2, lab.received().size());
      assertEquals(0, rows.count("true"));
    }
  }

  @Test
  void ofARejectedMessageIsAsNew() {
    lab.script(answers(500), answers(200));
    try (TestEngine engine = start(route("orders", "", to("lab", lab, "")))) {
      assertOutcome(post(engine, "k", "{\"a\":1}"), 502, "rejected");
      assertEquals(0, rows.count("true"));
      // The key is free: even another body may have it.
      HttpResponse<String> again = post(engine, "k", "{\"a\":2}");
      assertOutcome(again, 200, "delivered");
      assertReplayed(false, again);
    }
  }

  @Test
  void ofAMessageThatWasNotAttemptedIsAsNew() {
    int port = lab.port();
    lab.close();
    try (TestEngine engine = start(route("orders", "", to("lab", lab, "")))) {
      assertNotAttempted(post(engine, "k", "{}"), 502, "no-connection");
      assertEquals(0, rows.count("true"));
      try (ScriptedDestination back = new ScriptedDestination(port)) {
        HttpResponse<String> again = post(engine, "k", "{}");
        assertOutcome(again, 200, "delivered");
        assertReplayed(false, again);
        assertEquals(1, back.received().size());
      }
    }
  }

  @Test
  void ofAPartialOneGoesToTheDestinationsWithoutIt() {
    ward.script(answers(500), answers(500), answers(200));
    try (TestEngine engine = start(route("orders", "", to("lab", lab, ""), to("ward", ward, "")))) {
      HttpResponse<String> first = post(engine, "k", "{}");
      assertOutcome(first, 502, "partial");
      HttpResponse<String> second = post(engine, "k", "{}");
      assertOutcome(second, 502, "partial");
      HttpResponse<String> third = post(engine, "k", "{}");
      JsonObject body = assertOutcome(third, 200, "delivered");
      assertReplayed(false, third);
      assertDestination(body, "lab", "delivered", 200, 1);
      assertDestination(body, "ward", "delivered", 200, 1);
      assertNotEquals(TestEngine.json(first).getString("messageId"), body.getString("messageId"));
      assertReplayed(true, post(engine, "k", "{}"));
      assertNotAttempted(post(engine, "k", "[]"), 422, "idempotency-key-reused");
    }
    assertEquals(1, lab.received().size());
    assertEquals(3, ward.received().size());
  }

  @Test
  void ofAnUnknownOneIsAnsweredFromTheRecord() {
    lab.script(ScriptedDestination.closesAfterRequest(), answers(200));
    try (TestEngine engine = start(route("orders", "", to("lab", lab, "")))) {
      HttpResponse<String> first = post(engine, "k", "{}");
      assertOutcome(first, 504, "unknown");
      HttpResponse<String> again = post(engine, "k", "{}");
      JsonObject body = assertOutcome(again, 504, "unknown");
      assertReplayed(true, again);
      assertEquals(TestEngine.json(first).getString("messageId"), body.getString("messageId"));
      assertDestination(body, "lab", "unknown", null, 1);
      assertEquals(1, lab.received().size());
    }
  }

  @Test
  void ofAnUnknownOneGoesAgainToAnIdempotentDestinationWithTheSameKey() {
    lab.script(ScriptedDestination.closesAfterRequest(), answers(200));
    String idempotent = ", idempotent: true";
    try (TestEngine engine = start(route("orders", "", to("lab", lab, idempotent)))) {
      assertOutcome(post(engine, "k", "{}"), 504, "unknown");
      assertOutcome(post(engine, "k", "{}"), 200, "delivered");
      assertReplayed(true, post(engine, "k", "{}"));
      assertEquals(2, lab.received().size());
      assertEquals("k", lab.received().get(1).headers().get("Idempotency-Key"));
    }
  }

  @Test
  void ofAnUnknownOneStaysUnknownWhereTheSecondIsRejected() {
    lab.script(ScriptedDestination.closesAfterRequest(), answers(422), answers(200));
    String idempotent = ", idempotent: true";
    try (TestEngine engine = start(route("orders", "", to("lab", lab, idempotent)))) {
      assertOutcome(post(engine, "k", "{}"), 504, "unknown");
      // What the first one did is still not known: this no speaks of the second alone.
      assertOutcome(post(engine, "k", "{}"), 504, "unknown");
      assertNotAttempted(post(engine, "k", "[]"), 422, "idempotency-key-reused");
      assertOutcome(post(engine, "k", "{}"), 200, "delivered");
    }
  }

  @Test
  void ofAFilteredOrQueuedOneGetsTheSameAnswer() {
    String filtered = route("orders", "filter: { path: /a, equals: x }", to("lab", lab, ""));
    String queued = route("queued", "reply: queued", to("ward", ward, ""));
    try (TestEngine engine = start(filtered, queued)) {
      assertOutcome(post(engine, "k", "{}"), 200, "filtered");
      HttpResponse<String> again = post(engine, "k", "{}");
      assertOutcome(again, 200, "filtered");
      assertReplayed(true, again);
      String[] key = {"Idempotency-Key", "k"};
      HttpResponse<String> accepted = engine.post("/queued", "{}", key);
      assertOutcome(accepted, 202, "accepted");
      HttpResponse<String> repeated = engine.post("/queued", "{}", key);
      assertOutcome(repeated, 202, "accepted");
      assertReplayed(true, repeated);
      assertEquals(
          TestEngine.header(accepted, "Location"), TestEngine.header(repeated, "Location"));
      ward.awaitReceived(1);
      engine.awaitSettled(TestEngine.json(accepted).getString("messageId"));
      assertEquals(1, ward.received().size());
    }
  }

  @Test
  void ofAKeyOfTheMessageCarriesItDownstreamWithItsRoute() {
    String route =
        route("orders", "", to("lab", lab, ""))
            .replace("key: header:Idempotency-Key", "key: /control");
    try (TestEngine engine = start(route)) {
      assertReplayed(false, engine.post("/orders", "{\"control\":\"C-7\"}"));
      assertReplayed(true, engine.post("/orders", "{\"control\":\"C-7\"}"));
      assertReplayed(false, engine.post("/orders", "{\"control\":\"d\\u00fc\\r\\nX: y\"}"));
      String plain = lab.received().getFirst().headers().get("Idempotency-Key");
      assertEquals("orders:C-7", plain);
      String hashed = String.valueOf(lab.received().get(1).headers().get("Idempotency-Key"));
      assertTrue(hashed.matches("orders:sha256-[0-9a-f]{64}"), hashed);
      assertEquals(400, engine.post("/orders", "{\"control\"").statusCode());
    }
  }

  @Test
  void afterTheTimeOfTheKeyIsAsNewAndTheRowIsGone() {
    String route = route("orders", "", to("lab", lab, "")).replace("Key }", "Key, retain: 100ms }");
    try (TestEngine engine = start(route)) {
      assertOutcome(post(engine, "k", "{}"), 200, "delivered");
      Await.until("the end of the key", () -> rows.count("expires_at > now()"), left -> left == 0);
      HttpResponse<String> again = post(engine, "k", "[]");
      assertOutcome(again, 200, "delivered");
      assertReplayed(false, again);
      assertEquals(2, lab.received().size());
      Await.until("the row is deleted", () -> rows.count("true"), left -> left == 0);
    }
  }

  @Test
  void isKnownToTheNextEngine() {
    String route = route("orders", "", to("lab", lab, ""));
    try (TestEngine engine = start(route)) {
      assertOutcome(post(engine, "k", "{}"), 200, "delivered");
    }
    try (TestEngine next = start(route)) {
      assertReplayed(true, post(next, "k", "{}"));
    }
    assertEquals(1, lab.received().size());
  }

  @Test
  void inABatchIsRecognisedToo() {
    try (TestEngine engine = start(route("orders", "", to("lab", lab, "")))) {
      String item = "{\"path\":\"/orders\",\"headers\":{\"Idempotency-Key\":\"k\"},\"body\":{}}";
      String body = "[" + String.join(",", java.util.Collections.nCopies(100, item)) + "]";
      HttpResponse<String> answer = engine.post("/batch", body);
      assertEquals(200, answer.statusCode(), answer.body());
      assertEquals(1, lab.received().size());
      Await.idle(engine, "orders");
    }
  }
}
