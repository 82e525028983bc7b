package io.roundtrip.idempotency;

import static io.roundtrip.idempotency.KeyedEngine.assertReplayed;
import static io.roundtrip.idempotency.KeyedEngine.post;
import static io.roundtrip.idempotency.KeyedEngine.postAsync;
import static io.roundtrip.idempotency.KeyedEngine.route;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A repeat of a message that is under way: on this engine, on another, on one that is no more, and without a store. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RunningRepeatIT {
  @TempDir private Path folder;
  @TempDir private Path secondFolder;
  private final TestPostgres postgres = new TestPostgres();
  private final KeyRows rows = new KeyRows(postgres);
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final ScriptedDestination lab = new ScriptedDestination();
  private final Promise<Void> let = Promise.promise();
  private final String held = route("orders", "", to(""));

  @AfterEach
  void close() {
    lab.close();
    rows.close();
    proxy.close();
    postgres.close();
  }

  private String to(String more) {
    return "{ id: lab, http: { url: '%s', timeout: 20s }%s }".formatted(lab.url(), more);
  }

  private TestEngine start(String route) {
    return KeyedEngine.start(folder, postgres, proxy, route);
  }

  private TestEngine startSecond(String route) {
    return KeyedEngine.start(secondFolder, postgres, proxy, route);
  }

  /** From now on it answers once it is let. */
  private void hold() {
    lab.script(
        calls(
            (request, body) ->
                let.future().onSuccess(go -> request.response().setStatusCode(200).end("{}"))));
  }

  private static void awaitAttached(TestEngine engine, int count) {
    String line = "roundtrip_idempotency_total{result=\"attached\",route=\"orders\"} " + count;
    Await.until(
        count + " repeats wait",
        () -> engine.manage("/metrics").body(),
        metrics -> metrics.contains(line + ".0"));
  }

  @Test
  void waitsForTheAnswerOfTheFirst() {
    hold();
    try (TestEngine engine = start(held)) {
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      all.add(postAsync(engine, "k", "{}"));
      lab.awaitReceived(1);
      for (int i = 0; i < 20; i++) {
        all.add(postAsync(engine, "k", "{}"));
      }
      awaitAttached(engine, 20);
      assertNotAttempted(post(engine, "k", "[]"), 422, "idempotency-key-reused");
      let.complete();
      String id = TestEngine.header(all.getFirst().join(), "X-Message-Id");
      for (CompletableFuture<HttpResponse<String>> one : all) {
        assertOutcome(one.join(), 200, "delivered");
        assertEquals(id, TestEngine.header(one.join(), "X-Message-Id"));
        assertReplayed(false, one.join());
      }
      assertEquals(1, lab.received().size());
      Await.idle(engine, "orders");
    }
  }

  @Test
  void isToldAtItsOwnDeadlineThatNobodyKnowsYet() {
    hold();
    try (TestEngine engine = start(held)) {
      CompletableFuture<HttpResponse<String>> first = postAsync(engine, "k", "{}");
      lab.awaitReceived(1);
      HttpResponse<String> repeat = postAsync(engine, "k", "{}", "Prefer", "wait=3").join();
      assertOutcome(repeat, 504, "unknown");
      let.complete();
      assertOutcome(first.join(), 200, "delivered");
      assertEquals(
          TestEngine.header(first.join(), "X-Message-Id"),
          TestEngine.header(repeat, "X-Message-Id"));
    }
  }

  @Test
  void keepsTheMessageFromBeingWithdrawnUntilItsSenderHasLeftToo() throws Exception {
    hold();
    try (TestEngine engine = start(route("orders", "", to(", concurrency: 1")))) {
      CompletableFuture<HttpResponse<String>> ahead = postAsync(engine, "ahead", "{}");
      lab.awaitReceived(1);
      RawConnection first = send(engine, "k");
      RawConnection second = send(engine, "k");
      Await.depth(engine, "orders", 1);
      awaitAttached(engine, 1);
      first.close();
      CompletableFuture<HttpResponse<String>> third = postAsync(engine, "k", "{}");
      awaitAttached(engine, 2);
      second.close();
      let.complete();
      assertOutcome(third.join(), 200, "delivered");
      assertOutcome(ahead.join(), 200, "delivered");
    }
    assertEquals(2, lab.received().size());
  }

  @Test
  void isWithdrawnWhenTheLastOfItsSendersHasLeft() throws Exception {
    hold();
    try (TestEngine engine = start(route("orders", "", to(", concurrency: 1")))) {
      CompletableFuture<HttpResponse<String>> ahead = postAsync(engine, "ahead", "{}");
      lab.awaitReceived(1);
      RawConnection first = send(engine, "k");
      RawConnection second = send(engine, "k");
      Await.depth(engine, "orders", 1);
      awaitAttached(engine, 1);
      first.close();
      second.close();
      Await.depth(engine, "orders", 0);
      Await.until("the key is free", () -> rows.count("true"), left -> left == 1);
      let.complete();
      assertOutcome(ahead.join(), 200, "delivered");
      Await.idle(engine, "orders");
      assertEquals(1, lab.received().size());
    }
  }

  private static RawConnection send(TestEngine engine, String key) throws Exception {
    String request =
        "POST /orders HTTP/1.1\r\nHost: t\r\nContent-Type: application/json\r\nIdempotency-Key: "
            + key
            + "\r\nContent-Length: 2\r\n\r\n{}";
    return new RawConnection(engine.engine().httpPort())
        .send(request.getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void onAnotherEngineWaitsForTheAnswerOfTheFirst() {
    hold();
    try (TestEngine engine = start(held);
        TestEngine other = startSecond(held)) {
      CompletableFuture<HttpResponse<String>> first = postAsync(engine, "k", "{}");
      lab.awaitReceived(1);
      assertOutcome(postAsync(other, "k", "{}", "Prefer", "wait=3").join(), 504, "unknown");
      assertNotAttempted(post(other, "k", "[]"), 422, "idempotency-key-reused");
      CompletableFuture<HttpResponse<String>> repeat = postAsync(other, "k", "{}");
      let.complete();
      assertOutcome(repeat.join(), 200, "delivered");
      assertReplayed(true, repeat.join());
      assertOutcome(first.join(), 200, "delivered");
      assertEquals(1, lab.received().size());
    }
  }

  @Test
  void ofAnEngineThatIsNoMoreIsUnknown() {
    hold();
    try (TestEngine engine = start(held);
        TestEngine other = startSecond(held)) {
      CompletableFuture<HttpResponse<String>> first = postAsync(engine, "k", "{}");
      lab.awaitReceived(1);
      // As if it had been killed, and its lease had ended.
      rows.run("UPDATE idempotency SET engine = -1");
      HttpResponse<String> repeat = post(other, "k", "{}");
      assertOutcome(repeat, 504, "unknown");
      assertReplayed(true, repeat);
      assertNotAttempted(post(other, "k", "[]"), 422, "idempotency-key-reused");
      let.complete();
      // It lived after all, and nobody took its key over: what it says counts.
      assertOutcome(first.join(), 200, "delivered");
      assertOutcome(post(other, "k", "{}"), 200, "delivered");
      assertEquals(1, lab.received().size());
    }
  }

  @Test
  void ofAnEngineThatIsNoMoreGoesAgainToAnIdempotentDestination() {
    hold();
    String idempotent = route("orders", "", to(", idempotent: true"));
    try (TestEngine engine = start(idempotent);
        TestEngine other = startSecond(idempotent)) {
      CompletableFuture<HttpResponse<String>> first = postAsync(engine, "k", "{}");
      lab.awaitReceived(1);
      rows.run("UPDATE idempotency SET engine = -1");
      lab.script(answers(200));
      HttpResponse<String> repeat = post(other, "k", "{}");
      assertOutcome(repeat, 200, "delivered");
      lab.awaitReceived(2);
      let.complete();
      // The one that lost its key says what it knows, and no longer writes.
      assertOutcome(first.join(), 200, "delivered");
      assertEquals(
          TestEngine.header(repeat, "X-Message-Id"),
          TestEngine.header(post(engine, "k", "{}"), "X-Message-Id"));
    }
  }

  @Test
  void isRefusedWhileTheStoreIsDown() {
    try (TestEngine engine = start(held)) {
      assertOutcome(post(engine, "k", "{}"), 200, "delivered");
      proxy.goAway();
      assertNotAttempted(post(engine, "k", "{}"), 503, "store-unavailable");
      assertNotAttempted(post(engine, "new", "{}"), 503, "store-unavailable");
      assertEquals(1, lab.received().size());
      proxy.comeBack();
      Await.until(
          "it recovers by itself",
          () -> post(engine, "k", "{}").statusCode(),
          status -> status == 200);
      assertOutcome(post(engine, "new", "{}"), 200, "delivered");
      assertEquals(2, lab.received().size());
      Await.idle(engine, "orders");
    }
  }

  @Test
  void isToldTheTruthThatTheStoreDoesNotKnowYet() {
    hold();
    try (TestEngine engine = start(held)) {
      CompletableFuture<HttpResponse<String>> first = postAsync(engine, "k", "{}");
      lab.awaitReceived(1);
      proxy.goAway();
      let.complete();
      assertOutcome(first.join(), 200, "delivered");
      HttpResponse<String> repeat = post(engine, "k", "{}");
      assertOutcome(repeat, 200, "delivered");
      assertReplayed(true, repeat);
      assertNotAttempted(post(engine, "k", "[]"), 422, "idempotency-key-reused");
      assertEquals(0, rows.count("outcome = 'delivered'"));
      proxy.comeBack();
      Await.until(
          "the store knows it", () -> rows.count("outcome = 'delivered'"), count -> count == 1);
      assertReplayed(true, post(engine, "k", "{}"));
      assertEquals(1, lab.received().size());
    }
  }

  @Test
  void theFirstIsAnsweredAfterTheStoreKnowsOrALongWait() {
    hold();
    try (TestEngine engine = start(held)) {
      CompletableFuture<HttpResponse<String>> first = postAsync(engine, "k", "{}");
      lab.awaitReceived(1);
      proxy.freeze();
      long begun = System.nanoTime();
      let.complete();
      assertOutcome(first.join(), 200, "delivered");
      long waitedMillis = (System.nanoTime() - begun) / 1_000_000;
      assertTrue(waitedMillis >= 1_500, () -> "answered after " + waitedMillis + " ms");
      proxy.thaw();
    }
  }

  @Test
  void findsItsOwnClaimWhoseAnswerWasLost() {
    try (TestEngine engine = start(held)) {
      assertOutcome(post(engine, "warm", "{}"), 200, "delivered");
      proxy.cutAfter("marker-of-the-claim");
      CompletableFuture<HttpResponse<String>> first =
          postAsync(engine, "marker-of-the-claim", "{}");
      Await.until("the claim is there", () -> rows.count("true"), count -> count == 2);
      proxy.cutAfter("nothing says this");
      assertOutcome(first.join(), 200, "delivered");
      assertEquals(2, lab.received().size());
    }
  }

  @Test
  void isAnsweredWithinItsDeadlineByAStoreThatSaysNothing() {
    try (TestEngine engine = start(held)) {
      assertOutcome(post(engine, "warm", "{}"), 200, "delivered");
      proxy.freeze();
      HttpResponse<String> silent = postAsync(engine, "k", "{}", "Prefer", "wait=1").join();
      assertNotAttempted(silent, 503, "store-unavailable");
      proxy.thaw();
      // Its claim was committed or not: either way nothing was sent, and the key is free.
      Await.until(
          "the key is free", () -> post(engine, "k", "[]").statusCode(), status -> status == 200);
      assertEquals(List.of("{}", "[]"), lab.bodies());
      Await.idle(engine, "orders");
    }
  }
}
