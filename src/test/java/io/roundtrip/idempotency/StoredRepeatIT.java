package io.roundtrip.idempotency;

import static io.roundtrip.idempotency.KeyedEngine.assertReplayed;
import static io.roundtrip.idempotency.KeyedEngine.post;
import static io.roundtrip.idempotency.KeyedEngine.postAsync;
import static io.roundtrip.idempotency.KeyedEngine.route;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Repeats of messages that are stored first: a repeat is told so too, and nothing is stored twice. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StoredRepeatIT {
  @TempDir private Path folder;
  private final TestPostgres postgres = new TestPostgres();
  private final KeyRows rows = new KeyRows(postgres);
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final ScriptedDestination lab = new ScriptedDestination();

  @AfterEach
  void close() {
    lab.close();
    rows.close();
    proxy.close();
    postgres.close();
  }

  private TestEngine start(int port) {
    String to = "{ id: lab, http: { url: 'http://127.0.0.1:%d/deliver' } }".formatted(port);
    String more = "reply: stored\nredelivery: { backoff: 20ms, max-backoff: 50ms }";
    return KeyedEngine.start(folder, postgres, proxy, route("orders", more, to));
  }

  private void awaitEmpty() {
    Await.until(
        "the end of the outbox",
        () -> rows.ask("SELECT count(*) FROM outbox"),
        waiting -> waiting == 0);
    assertEquals(0, rows.ask("SELECT count(*) FROM dead_letters"));
  }

  private static String location(HttpResponse<String> answer) {
    return TestEngine.header(answer, "Location");
  }

  @Test
  void isToldThatTheFirstIsStored() {
    try (TestEngine engine = start(lab.port())) {
      HttpResponse<String> first = post(engine, "k", "{}");
      assertOutcome(first, 202, "accepted");
      assertReplayed(false, first);
      assertNotEquals("", location(first));
      HttpResponse<String> again = post(engine, "k", "{}");
      assertOutcome(again, 202, "accepted");
      assertReplayed(true, again);
      assertEquals(location(first), location(again));
      lab.awaitReceived(1);
      awaitEmpty();
      HttpResponse<String> later = post(engine, "k", "{}");
      assertReplayed(true, later);
      assertEquals(location(first), location(later));
      assertNotAttempted(post(engine, "k", "[]"), 422, "idempotency-key-reused");
      JsonObject view =
          TestEngine.await(
              "its end",
              () -> TestEngine.json(engine.get(location(first))),
              found -> "settled".equals(found.getString("state")));
      assertEquals("delivered", view.getString("outcome"));
      // What was stored for a repeat would have been delivered before this one.
      assertReplayed(false, post(engine, "another", "{\"n\":2}"));
      lab.awaitReceived(2);
      awaitEmpty();
      assertEquals(List.of("{}", "{\"n\":2}"), lab.bodies());
      assertEquals("k", lab.received().getFirst().headers().get("Idempotency-Key"));
    }
  }

  @Test
  void isToldSoWhileTheFirstWaitsForItsDestination() {
    int port = lab.port();
    lab.stop();
    try (TestEngine engine = start(port)) {
      HttpResponse<String> first = post(engine, "k", "{}");
      assertOutcome(first, 202, "accepted");
      for (int i = 0; i < 5; i++) {
        HttpResponse<String> again = post(engine, "k", "{}");
        assertOutcome(again, 202, "accepted");
        assertReplayed(true, again);
        assertEquals(location(first), location(again));
      }
      assertEquals(1, rows.ask("SELECT count(*) FROM outbox"));
      try (ScriptedDestination back = new ScriptedDestination(port)) {
        back.awaitReceived(1);
        awaitEmpty();
        assertEquals(1, back.received().size());
      }
    }
  }

  @Test
  void ofManyAtOnceOneIsStored() {
    try (TestEngine engine = start(lab.port())) {
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(postAsync(engine, "k" + i % 10, "{\"n\":" + i % 10 + "}"));
      }
      Set<String> locations = new HashSet<>();
      for (CompletableFuture<HttpResponse<String>> one : all) {
        assertOutcome(one.join(), 202, "accepted");
        locations.add(location(one.join()));
      }
      assertEquals(10, locations.size());
      lab.awaitReceived(10);
      awaitEmpty();
      assertEquals(10, lab.received().size());
      assertEquals(10, new HashSet<>(lab.bodies()).size());
    }
  }

  @Test
  void ofOneThatCouldNotBeStoredIsAsNew() {
    try (TestEngine engine = start(lab.port())) {
      assertOutcome(post(engine, "warm", "{}"), 202, "accepted");
      proxy.goAway();
      assertNotAttempted(post(engine, "k", "{}"), 503, "store-unavailable");
      proxy.comeBack();
      HttpResponse<String> stored =
          Await.until(
              "it is stored", () -> post(engine, "k", "{}"), answer -> answer.statusCode() == 202);
      assertReplayed(false, stored);
      lab.awaitReceived(2);
      awaitEmpty();
      assertEquals(2, lab.received().size());
    }
  }
}
