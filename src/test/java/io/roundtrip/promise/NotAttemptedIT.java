package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.ScriptedDestination.after;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.RawSender;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code not-attempted}, where it is not the sender's fault: no byte of the message was written anywhere. */
final class NotAttemptedIT {
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 20s
      queue: { capacity: 1 }
      to:
        - { id: lab, http: { url: "%s", timeout: 20s, concurrency: 1 } }
      """;

  private static final String ONE_SHARD = TestEngine.ENGINE_CONF.replace("shards: 2", "shards: 1");

  @TempDir Path folder;

  @Test
  void answers502WhereNobodyListens() {
    String nowhere = "http://127.0.0.1:" + ScriptedDestination.refusingPort() + "/";
    try (TestEngine engine = TestEngine.start(folder, ROUTE.formatted(nowhere))) {
      JsonObject body = assertNotAttempted(engine.post("/orders", "{}"), 502, "no-connection");
      assertDestination(body, "lab", "not-attempted", null, 1);
    }
  }

  @Test
  void answers502WhereTheHostHasNoName() {
    String nowhere = "http://no-such-host.invalid/";
    try (TestEngine engine = TestEngine.start(folder, ROUTE.formatted(nowhere))) {
      assertNotAttempted(engine.post("/orders", "{}"), 502, "no-connection");
    }
  }

  @Test
  void answers503WhenTheQueueIsFullAndDeliversWhatIsInIt() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url()))) {
      lab.script(calls((request, body) -> held.complete(request)), answers(200));
      var first = engine.postAsync("/orders", "{\"n\":1}");
      lab.awaitReceived(1);
      var second = engine.postAsync("/orders", "{\"n\":2}");
      engine.awaitQueue("orders", "depth", 1);
      assertNotAttempted(engine.post("/orders", "{\"n\":3}"), 503, "queue-full");
      held.join().response().end();
      assertEquals(200, first.join().statusCode());
      assertEquals(200, second.join().statusCode());
      engine.drain();
      assertEquals(List.of("{\"n\":1}", "{\"n\":2}"), lab.bodies());
      assertEquals(2, lab.begun());
    }
  }

  @Test
  void answers503WhenTheWaitWouldOutlastTheDeadline() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    String route = ROUTE.formatted("%s").replace("capacity: 1", "capacity: 10");
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.startWith(folder, ONE_SHARD, route.formatted(lab.url()))) {
      lab.script(
          after(2_500, answers(200)),
          calls((request, body) -> held.complete(request)),
          answers(200));
      assertEquals(200, engine.post("/orders", "{\"n\":1}").statusCode());
      var second = engine.postAsync("/orders", "{\"n\":2}");
      lab.awaitReceived(2);
      var third = engine.postAsync("/orders", "{\"n\":3}");
      engine.awaitQueue("orders", "depth", 1);
      assertNotAttempted(
          engine.post("/orders", "{\"n\":4}", "Prefer", "wait=2"), 503, "wait-too-long");
      held.join().response().end();
      assertEquals(200, second.join().statusCode());
      assertEquals(200, third.join().statusCode());
      engine.drain();
      assertEquals(List.of("{\"n\":1}", "{\"n\":2}", "{\"n\":3}"), lab.bodies());
    }
  }

  @Test
  void answers503WhileDrainingAndFinishesWhatWasAccepted() {
    CompletableFuture<HttpServerRequest> held = new CompletableFuture<>();
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url()));
        RawSender late = new RawSender(engine)) {
      lab.script(calls((request, body) -> held.complete(request)), answers(200));
      var first = engine.postAsync("/orders", "{\"n\":1}");
      lab.awaitReceived(1);
      var stopped = engine.engine().stop();
      TestEngine.await(
          "not ready", () -> engine.manage("/health/ready").statusCode(), status -> status == 503);
      String answer = late.post("/orders", "{\"n\":2}").answer();
      assertTrue(answer.startsWith("HTTP/1.1 503 "), answer);
      assertTrue(answer.contains("urn:roundtrip:problem:draining"), answer);
      assertTrue(answer.toLowerCase(Locale.ROOT).contains("connection: close"), answer);
      assertTrue(answer.toLowerCase(Locale.ROOT).contains("retry-after: "), answer);
      assertTrue(late.isClosedByEngine());
      held.join().response().end();
      assertEquals(200, first.join().statusCode());
      stopped.await();
      assertEquals(List.of("{\"n\":1}"), lab.bodies());
    }
  }
}
