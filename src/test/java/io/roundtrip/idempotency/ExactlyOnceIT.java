package io.roundtrip.idempotency;

import static io.roundtrip.idempotency.KeyedEngine.assertReplayed;
import static io.roundtrip.idempotency.KeyedEngine.post;
import static io.roundtrip.idempotency.KeyedEngine.postAsync;
import static io.roundtrip.idempotency.KeyedEngine.route;
import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.app.Program;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A message with a key becomes exactly one row of a table: over repeats, over answers of the database that are lost, and over
 * the death of the engine at either side of the commit.
 */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExactlyOnceIT {
  private static final Pattern PORT = Pattern.compile("ingest port (\\d+)");
  private static final String TO =
      "{ id: ledger-of-rows, timeout: 20s, postgres: { table: ledger, columns: { n: /n } } }";
  private static final String BODY = "{\"n\":\"7\"}";

  @TempDir private Path folder;
  @TempDir private Path second;
  private final TestPostgres postgres = new TestPostgres();
  private final KeyRows rows = new KeyRows(postgres);
  private final PgProxy proxy = new PgProxy(postgres.address());
  private final ScriptedDestination lab = new ScriptedDestination();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeEach
  void table() {
    // Nothing in it would refuse a second row.
    rows.run("CREATE TABLE ledger (n text)");
  }

  @AfterEach
  void close() {
    client.close();
    lab.close();
    rows.close();
    proxy.close();
    postgres.close();
  }

  private TestEngine start(String... to) {
    return KeyedEngine.start(folder, postgres, proxy, route("orders", "", to));
  }

  private long written() {
    return rows.ask("SELECT count(*) FROM ledger");
  }

  private static String id(HttpResponse<String> answer) {
    return TestEngine.header(answer, "X-Message-Id");
  }

  @Test
  void aRepeatIsAnsweredAndNotWritten() {
    try (TestEngine engine = start(TO)) {
      HttpResponse<String> first = post(engine, "k", BODY);
      assertOutcome(first, 200, "delivered");
      assertReplayed(false, first);
      HttpResponse<String> again = post(engine, "k", BODY);
      JsonObject body = assertOutcome(again, 200, "delivered");
      assertReplayed(true, again);
      assertEquals(id(first), id(again));
      assertDestination(body, "ledger-of-rows", "delivered", null, 1);
      assertNotAttempted(post(engine, "k", "{\"n\":\"8\"}"), 422, "idempotency-key-reused");
      assertEquals(1, written());
      assertEquals(1, rows.count("confirmed = '{ledger-of-rows}'"));
      assertReplayed(false, post(engine, "another", BODY));
      assertEquals(2, written());
    }
  }

  @Test
  void manyAtOnceAreOneRowForEachKey() {
    try (TestEngine engine = start(TO)) {
      List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        all.add(postAsync(engine, "k" + i % 40, "{\"n\":\"" + i % 40 + "\"}"));
      }
      all.forEach(one -> assertOutcome(one.join(), 200, "delivered"));
      assertEquals(40, written());
      assertEquals(40, rows.ask("SELECT count(DISTINCT n) FROM ledger"));
    }
  }

  @Test
  void aCommitWhoseAnswerIsLostIsFoundByARepeat() {
    try (TestEngine engine = start(TO)) {
      assertOutcome(post(engine, "warm", BODY), 200, "delivered");
      proxy.cutAfter("COMMIT");
      HttpResponse<String> first = post(engine, "k", BODY);
      assertOutcome(first, 504, "unknown");
      proxy.cutAfter("nothing says this");
      HttpResponse<String> again = post(engine, "k", BODY);
      JsonObject body = assertOutcome(again, 200, "delivered");
      assertDestination(body, "ledger-of-rows", "delivered", null, 1);
      assertReplayed(true, again);
      assertEquals(id(first), id(again));
      assertEquals(2, written());
    }
  }

  @Test
  void aConnectionLostBeforeTheCommitWritesNothingAndARepeatIsAsNew() {
    try (TestEngine engine = start(TO)) {
      assertOutcome(post(engine, "warm", BODY), 200, "delivered");
      proxy.cutAfter("ledger-of-rows"); // marks the key, in the row's transaction
      HttpResponse<String> first = post(engine, "k", BODY);
      assertNotAttempted(first, 502, "no-connection");
      proxy.cutAfter("nothing says this");
      assertEquals(1, written());
      HttpResponse<String> again =
          Await.until(
              "it is delivered",
              () -> post(engine, "k", BODY),
              answer -> answer.statusCode() == 200);
      assertReplayed(false, again);
      assertEquals(2, written());
    }
  }

  @Test
  void whereAnotherDestinationRefusesItARepeatGoesThereAlone() {
    lab.script(answers(500), answers(200));
    String to = "{ id: lab, http: { url: '%s', timeout: 2s } }".formatted(lab.url());
    try (TestEngine engine = start(TO, to)) {
      assertOutcome(post(engine, "k", BODY), 502, "partial");
      assertEquals(1, written());
      assertOutcome(post(engine, "k", BODY), 200, "delivered");
      assertReplayed(true, post(engine, "k", BODY));
      assertEquals(1, written());
      assertEquals(2, lab.received().size());
    }
  }

  @Test
  void anEngineKilledAfterTheCommitHasDelivered() throws Exception {
    HttpResponse<String> answer = killedAfter("COMMIT", 2);
    assertOutcome(answer, 200, "delivered");
    assertReplayed(true, answer);
    assertEquals(2, written());
  }

  @Test
  void anEngineKilledBeforeTheCommitHasNotDelivered() throws Exception {
    HttpResponse<String> answer = killedAfter("ledger-of-rows", 1);
    assertOutcome(answer, 200, "delivered");
    assertReplayed(false, answer);
    assertEquals(2, written());
  }

  /** An engine whose database falls silent when it has those words, and which is killed then; what another says of its key. */
  private HttpResponse<String> killedAfter(String words, int written) throws Exception {
    Path conf =
        TestEngine.write(
            folder, KeyedEngine.conf(postgres.storeConf(proxy, folder)), route("orders", "", TO));
    try (PgProxy direct = new PgProxy(postgres.address());
        TestEngine other = KeyedEngine.start(second, postgres, direct, route("orders", "", TO));
        Program killed = Program.jar(folder, "run", "--conf", conf.toString())) {
      int port = ingestPort(killed);
      assertEquals(200, send(port, "warm").join().statusCode());
      // Its row names the destination too, and is written behind the answer.
      Await.until(
          "the journal", () -> rows.ask("SELECT count(*) FROM journal"), count -> count == 1);
      proxy.freezeAfter(words);
      CompletableFuture<HttpResponse<String>> lost = send(port, "k");
      Await.until("the key is held", () -> rows.count("outcome IS NULL"), held -> held == 1);
      Await.until("silence", proxy::isFrozen, frozen -> frozen);
      Await.until("the rows", this::written, there -> there == written);
      killed.signal("KILL");
      assertThrows(CompletionException.class, lost::join);
      rows.run(
          "UPDATE engines SET lease_until = now() + interval '2 seconds'"
              + " WHERE id IN (SELECT engine FROM idempotency WHERE outcome IS NULL)");
      // Asked while the other might live: it waits for its lease to end.
      HttpResponse<String> answer = post(other, "k", BODY);
      assertNotEquals("", id(answer));
      assertReplayed(true, post(other, "k", BODY));
      return answer;
    }
  }

  private static int ingestPort(Program run) throws IOException {
    Matcher port = PORT.matcher(run.awaitLine("ingest port"));
    assertTrue(port.find());
    return Integer.parseInt(port.group(1));
  }

  private CompletableFuture<HttpResponse<String>> send(int port, String key) {
    URI uri = URI.create("http://127.0.0.1:" + port + "/orders");
    return client.sendAsync(
        TestEngine.post(uri, BODY, "Idempotency-Key", key).build(), BodyHandlers.ofString());
  }
}
