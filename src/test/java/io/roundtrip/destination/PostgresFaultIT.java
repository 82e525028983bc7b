package io.roundtrip.destination;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.OutcomeAssertions.destination;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What senders are told, and what is in the table, when the database or the way to it fails. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PostgresFaultIT {
  private final Warehouse warehouse = new Warehouse();
  private final ScriptedDestination lab = new ScriptedDestination();
  @TempDir Path folder;

  @AfterEach
  void close() {
    warehouse.close();
    lab.close();
  }

  private TestEngine engine(String more, String table) {
    warehouse.run("CREATE TABLE notes (n text)");
    return warehouse.engine(
        folder,
        """
        id: orders
        from: { http: { path: /orders } }
        format: json
        deadline: 20s
        to:
          - { id: wh, postgres: { table: notes, columns: { n: /n }, %s } }
        %s
        """
            .formatted(table, more));
  }

  private String toLab(String more) {
    return "  - { id: lab, http: { url: '" + lab.url() + "' }" + more + " }";
  }

  private static HttpResponse<String> post(TestEngine engine, int n) {
    return engine.post("/orders", "{\"n\":\"" + n + "\"}");
  }

  private List<String> rows() {
    return warehouse.rows("SELECT n FROM notes ORDER BY n::int");
  }

  @Test
  void aLostDatabaseIsNotAttemptedAndNobodyElseGetsTheMessage() {
    try (TestEngine engine = engine(toLab(""), "timeout: 5s")) {
      assertOutcome(post(engine, 1), 200, "delivered");
      warehouse.proxy().goAway();
      // The first may find out by the loss alone.
      List<Integer> statuses = new ArrayList<>();
      for (int i = 2; i <= 6; i++) {
        statuses.add(post(engine, i).statusCode());
      }
      int reached = lab.begun();
      for (int i = 7; i <= 9; i++) {
        assertNotAttempted(post(engine, i), 502, "no-connection");
      }
      assertEquals(reached, lab.begun());
      assertTrue(reached <= 3, () -> "each shard may find out once, but " + statuses);
      warehouse.proxy().comeBack();
      Await.until("a delivery", () -> post(engine, 10).statusCode(), status -> status == 200);
      assertEquals("1", rows().getFirst());
      assertTrue(rows().stream().allMatch(n -> Set.of("1", "10").contains(n)), rows()::toString);
    }
  }

  @Test
  void aSilentDatabaseIsUnknownForWhatWasSentAndWhatWaitedIsNeverWritten() {
    try (TestEngine engine = engine("", "timeout: 3s, batch: { count: 1 }")) {
      for (int i = 1; i <= 8; i++) {
        assertOutcome(post(engine, i), 200, "delivered");
      }
      warehouse.proxy().freeze();
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 11; i <= 22; i++) {
        answers.add(engine.postAsync("/orders", "{\"n\":\"" + i + "\"}"));
      }
      Set<String> unknown = new TreeSet<>();
      for (int i = 11; i <= 22; i++) {
        HttpResponse<String> answer = answers.get(i - 11).join();
        if (answer.statusCode() == 504) {
          assertOutcome(answer, 504, "unknown");
          unknown.add(Integer.toString(i));
        } else {
          assertNotAttempted(answer, 502, "no-connection");
        }
      }
      // One at a time is on its way on each shard; who came later than the rest may be the next.
      assertTrue(!unknown.isEmpty() && unknown.size() < 12, unknown::toString);
      warehouse.proxy().thaw();
      Await.until("a delivery", () -> post(engine, 99).statusCode(), status -> status == 200);
      List<String> there = new ArrayList<>(rows());
      there.removeIf(n -> Integer.parseInt(n) < 10 || n.equals("99"));
      assertTrue(unknown.containsAll(there), there + " of which only " + unknown + " were sent");
    }
  }

  @Test
  void aCommitWhoseAnswerIsLostIsUnknown() {
    try (TestEngine engine = engine("", "timeout: 5s")) {
      assertOutcome(post(engine, 1), 200, "delivered");
      warehouse.proxy().cutAfter("cut here");
      HttpResponse<String> answer = engine.post("/orders", "{\"n\":\"cut here\"}");
      assertDestination(assertOutcome(answer, 504, "unknown"), "wh", "unknown", null, 1);
      assertEquals(List.of("2"), warehouse.rows("SELECT count(*) FROM notes"));
    }
  }

  @Test
  void aConnectionThatBreaksMidBatchLeavesNoWrongAnswer() {
    try (TestEngine engine = engine("", "timeout: 5s")) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      List<String> sent = new ArrayList<>();
      assertOutcome(post(engine, -1), 200, "delivered");
      // The batch that holds such a row is committed, and its answer lost.
      warehouse.proxy().cutAfter("cut here");
      for (int i = 0; i < 400; i++) {
        sent.add(i % 80 == 40 ? i + " cut here" : Integer.toString(i));
        answers.add(engine.postAsync("/orders", "{\"n\":\"" + sent.getLast() + "\"}"));
        if (i % 100 == 99) {
          warehouse.proxy().cut();
        }
      }
      List<HttpResponse<String>> all = answers.stream().map(CompletableFuture::join).toList();
      List<String> rows = warehouse.rows("SELECT n FROM notes WHERE n <> '-1'");
      Set<String> there = new TreeSet<>(rows);
      int lost = 0;
      for (int i = 0; i < 400; i++) {
        String n = sent.get(i);
        String outcome = TestEngine.header(all.get(i), "X-Delivery-Outcome");
        boolean right =
            switch (outcome) {
              // The answer to such a row's batch never came through, whatever became of its commit.
              case "delivered" -> there.contains(n) && !n.endsWith("cut here");
              case "not-attempted" -> !there.contains(n);
              case "unknown" -> true;
              default -> false;
            };
        assertTrue(right, () -> n + " is " + outcome + " and there: " + there.contains(n));
        lost += outcome.equals("delivered") ? 0 : 1;
      }
      assertTrue(lost >= 5, lost + " of 400");
      assertEquals(rows.size(), there.size());
      warehouse.proxy().cutAfter("nothing of the kind");
      Await.until("a delivery", () -> post(engine, -2).statusCode(), status -> status == 200);
    }
  }

  @Test
  void anUnknownRowIsSentAgainWhereThatIsDeclaredSafe() {
    warehouse.run("CREATE TABLE once (n text PRIMARY KEY)");
    try (TestEngine engine =
        warehouse.engine(
            folder,
            """
            id: orders
            from: { http: { path: /orders } }
            format: json
            deadline: 20s
            to:
              - id: wh
                idempotent: true
                retry: { attempts: 60, backoff: 300ms, max-backoff: 300ms }
                postgres: { table: once, columns: { n: /n }, on-conflict: ignore }
            """)) {
      warehouse.proxy().cutAfter("cut here");
      CompletableFuture<HttpResponse<String>> answer =
          engine.postAsync("/orders", "{\"n\":\"cut here\"}");
      Await.until(
          "it is there", () -> warehouse.rows("SELECT * FROM once"), List.of("cut here")::equals);
      warehouse.proxy().cutAfter("nothing of the kind");
      JsonObject body = assertOutcome(answer.join(), 200, "delivered");
      assertTrue(destination(body, "wh").getInteger("attempts") > 1, body::encode);
      assertEquals(List.of("cut here"), warehouse.rows("SELECT * FROM once"));
    }
  }

  @Test
  void aNoOfTheTableIsPartialWhereAnotherHasTheMessage() {
    try (TestEngine engine = engine(toLab(""), "timeout: 5s")) {
      warehouse.run("ALTER TABLE notes ADD CHECK (n <> 'bad')");
      JsonObject body = assertOutcome(engine.post("/orders", "{\"n\":\"bad\"}"), 502, "partial");
      assertDestination(body, "wh", "rejected", 422, 1);
      assertDestination(body, "lab", "delivered", 200, 1);
    }
  }

  @Test
  void aTableThatIsNotThereKeepsTheMessageFromTheOthers() {
    try (TestEngine engine = engine(toLab(""), "timeout: 5s")) {
      warehouse.run("DROP TABLE notes");
      JsonObject body = assertOutcome(post(engine, 1), 502, "rejected");
      assertDestination(body, "wh", "rejected", 500, 1);
      assertDestination(body, "lab", "not-attempted", null, 0);
      assertEquals(0, lab.begun());
    }
  }

  @Test
  void aTableThatDoesNotCountIsFilledBehindTheAnswer() {
    try (TestEngine engine = engine(toLab("") + "\nack: primary:lab", "timeout: 5s")) {
      HttpResponse<String> answer = post(engine, 1);
      assertOutcome(answer, 200, "delivered");
      JsonObject view = engine.awaitSettled(TestEngine.header(answer, "X-Message-Id"));
      assertDestination(view, "wh", "delivered", null, 1);
      assertEquals(List.of("1"), rows());
    }
  }

  @Test
  void whatWaitsForABatchIsWrittenBeforeTheEngineStops() {
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    try (TestEngine engine =
        engine("", "timeout: 10s, batch: { count: 1000, age: 3s, when-idle: wait }")) {
      for (int i = 0; i < 5; i++) {
        answers.add(engine.postAsync("/orders", "{\"n\":\"" + i + "\"}"));
      }
      Await.until(
          "five rows wait",
          () -> Await.route(engine, "orders", any -> true).getInteger("inFlight"),
          inFlight -> inFlight == 5);
      engine.drain();
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertEquals(200, answer.join().statusCode());
      }
      assertEquals(List.of("0", "1", "2", "3", "4"), rows());
    }
  }
}
