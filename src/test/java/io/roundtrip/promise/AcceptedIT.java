package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.after;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static io.roundtrip.kit.ScriptedDestination.hangs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.RawSender;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code accepted}: 202 once the message is in the queue; what becomes of it is told at its own address. */
final class AcceptedIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      reply: queued
      deadline: 1s
      max-age: %s
      format: json
      map:
        format: json
        rules: [ { to: /id, from: /id, required: true } ]
      to:
        - { id: lab, http: { url: "%s", timeout: 20s, concurrency: 1 } }
      """;

  private static final String ONE_SHARD = TestEngine.ENGINE_CONF.replace("shards: 2", "shards: 1");

  @TempDir Path folder;

  @Test
  void answers202WithTheAddressThatKnowsMore() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("20s", lab.url()))) {
      lab.script(calls((request, body) -> held.complete(request)));
      HttpResponse<String> answer = engine.post("/orders", "{\"id\":1}");
      JsonObject body = assertOutcome(answer, 202, "accepted");
      String id = body.getString("messageId");
      assertEquals("/messages/" + id, TestEngine.header(answer, "Location"));
      lab.awaitReceived(1);
      JsonObject open = TestEngine.json(engine.get(TestEngine.header(answer, "Location")));
      assertEquals("delivering", open.getString("state"));
      assertEquals("pending", open.getString("outcome"));
      assertDestination(open, "lab", "pending", null, 1);
      held.join().response().setStatusCode(201).end();
      JsonObject settled = engine.awaitSettled(id);
      assertEquals("delivered", settled.getString("outcome"));
      assertDestination(settled, "lab", "delivered", 201, 1);
      engine.drain();
      assertEquals(1, lab.begun());
    }
  }

  @Test
  void deliversBehindTheAnswerBeyondTheDeadlineOfTheAnswer() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("20s", lab.url()))) {
      lab.script(after(2_000, answers(200)));
      String id = accept(engine, "{\"id\":1}");
      assertEquals("delivered", engine.awaitSettled(id).getString("outcome"));
    }
  }

  @Test
  void tellsWhenTheDestinationSaidNo() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("20s", lab.url()))) {
      lab.script(answers(422, "Jane Roe"));
      JsonObject settled = engine.awaitSettled(accept(engine, "{\"id\":1}"));
      assertEquals("rejected", settled.getString("outcome"));
      assertDestination(settled, "lab", "rejected", 422, 1);
      assertFalse(settled.encode().contains("Jane"));
      engine.drain();
      assertEquals(1, lab.begun());
    }
  }

  @Test
  void givesUpAtMaxAgeWhatIsOnTheWireAndWhatIsStillQueued() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("2s", lab.url()))) {
      lab.script(hangs());
      String first = accept(engine, "{\"id\":1}");
      lab.awaitReceived(1);
      String second = accept(engine, "{\"id\":2}");
      assertEquals("not-attempted", engine.awaitSettled(second).getString("outcome"));
      lab.stop();
      assertEquals("unknown", engine.awaitSettled(first).getString("outcome"));
      engine.drain();
      assertEquals(1, lab.begun());
    }
  }

  @Test
  void refusesAtOnceWhatTheSenderMustCorrect() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("20s", lab.url()))) {
      assertNotAttempted(engine.post("/orders", "{\"no\":1}"), 422, "missing-value");
      assertNotAttempted(engine.post("/orders", "{\"id\":"), 400, "malformed");
      engine.drain();
      assertEquals(0, lab.begun());
    }
  }

  @Test
  void deliversThoughTheSenderHasLeftAfterItsAnswer() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine =
            TestEngine.startWith(folder, ONE_SHARD, ROUTE.formatted("20s", lab.url()))) {
      lab.script(calls((request, body) -> held.complete(request)), answers(200));
      accept(engine, "{\"id\":1}");
      lab.awaitReceived(1);
      RawSender sender = new RawSender(engine);
      String answer = sender.post("/orders", "{\"id\":2}").answer();
      assertTrue(answer.startsWith("HTTP/1.1 202 "), answer);
      sender.leave();
      // The engine has one loop: before it answers the last of these it has seen the sender leave.
      for (int i = 0; i < 3; i++) {
        assertEquals(404, engine.get("/messages/none").statusCode());
      }
      assertEquals(1, engine.awaitQueue("orders", "enqueued", 2).getInteger("depth"));
      held.join().response().end();
      engine.drain();
      assertEquals(List.of("{\"id\":1}", "{\"id\":2}"), lab.bodies());
    }
  }

  private static String accept(TestEngine engine, String body) {
    return assertOutcome(engine.post("/orders", body), 202, "accepted").getString("messageId");
  }
}
