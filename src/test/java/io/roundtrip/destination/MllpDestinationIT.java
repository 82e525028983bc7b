package io.roundtrip.destination;

import static io.roundtrip.kit.MllpSender.field;
import static io.roundtrip.kit.MllpSender.frame;
import static io.roundtrip.kit.MllpSender.message;
import static io.roundtrip.kit.OutcomeAssertions.assertDestination;
import static io.roundtrip.kit.OutcomeAssertions.assertNotAttempted;
import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.MllpSystem;
import io.roundtrip.kit.ReservedPort;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a system over MLLP does with a message, and what its sender is told: over HTTP, whose answers say most. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MllpDestinationIT {
  private static final String ROUTE =
      """
      id: lab
      from: { http: { path: /lab } }
      format: hl7v2
      deadline: 10s
      to:
        - id: lis
          mllp: { host: 127.0.0.1, port: %d%s }
          %s
      %s
      """;

  private final Path folder;

  MllpDestinationIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private TestEngine engine(int port, String mllp, String destination, String route) {
    return TestEngine.start(
        folder, ROUTE.formatted(port, mllp.isEmpty() ? "" : ", " + mllp, destination, route));
  }

  private TestEngine engine(MllpSystem lis) {
    return engine(lis.port(), "", "", "");
  }

  private static HttpResponse<String> post(TestEngine engine, String controlId) {
    return engine.post("/lab", message(controlId), "Content-Type", "application/hl7-v2");
  }

  @Test
  void theAcknowledgementDecides() {
    for (String code : List.of("AA", "CA")) {
      try (MllpSystem lis = MllpSystem.answering(code);
          TestEngine engine = engine(lis)) {
        assertDestination(
            assertOutcome(post(engine, "1"), 200, "delivered"), "lis", "delivered", 200, 1);
        assertEquals(List.of(message("1")), lis.received());
      }
    }
    for (String code : List.of("AE", "CE", "AR", "CR")) {
      int status = code.endsWith("E") ? 500 : 400;
      try (MllpSystem lis = MllpSystem.answering(code);
          TestEngine engine = engine(lis.port(), "", "retry: { attempts: 3, backoff: 1ms }", "")) {
        assertDestination(
            assertOutcome(post(engine, "1"), 502, "rejected"), "lis", "rejected", status, 1);
        assertEquals(1, lis.received().size());
      }
    }
  }

  @Test
  void anErrorIsRepeatedOnlyWhereThatDoesNoHarmAndARefusalNever() {
    AtomicInteger asked = new AtomicInteger();
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) ->
                    line.acknowledge(
                        message,
                        asked.incrementAndGet() == 1 ? "AE" : asked.get() == 2 ? "CE" : "AA"));
        TestEngine engine =
            engine(
                lis.port(), "", "idempotent: true\n    retry: { attempts: 3, backoff: 1ms }", "")) {
      assertDestination(
          assertOutcome(post(engine, "1"), 200, "delivered"), "lis", "delivered", 200, 3);
      assertEquals(List.of("1", "1", "1"), lis.controlIds());
      assertEquals(1, lis.connections());
    }
    for (String code : List.of("AR", "CR")) {
      try (MllpSystem lis = MllpSystem.answering(code);
          TestEngine engine =
              engine(
                  lis.port(),
                  "",
                  "idempotent: true\n    retry: { attempts: 3, backoff: 1ms }",
                  "")) {
        assertDestination(
            assertOutcome(post(engine, "1"), 502, "rejected"), "lis", "rejected", 400, 1);
        assertEquals(1, lis.received().size());
      }
    }
  }

  @Test
  void anAcknowledgementOfAnotherMessageDoesNotCount() {
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) -> {
                  line.send(frame(MllpSystem.ack("another", "AA")) + frame("nonsense"));
                  line.send(frame(MllpSystem.ack("", "AA")));
                  if (message.contains("|right|")) {
                    line.acknowledge(message, "AA");
                  }
                });
        TestEngine engine = engine(lis.port(), "timeout: 500ms", "", "")) {
      assertOutcome(post(engine, "right"), 200, "delivered");
      JsonObject answer = assertOutcome(post(engine, "wrong"), 504, "unknown");
      assertDestination(answer, "lis", "unknown", null, 1);
    }
  }

  @Test
  void aLateAcknowledgementIsNeverThatOfTheNextMessage() throws Exception {
    LinkedBlockingQueue<MllpSystem.Line> late = new LinkedBlockingQueue<>();
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) -> {
                  if (late.isEmpty()) {
                    late.add(line); // says nothing until it is too late
                  } else {
                    // The late one's answer, for the same control id, and only then a no for this
                    // one.
                    try {
                      late.peek().acknowledge(message, "AA");
                    } catch (java.io.IOException closed) {
                      // as it should be
                    }
                    line.acknowledge(message, "AR");
                  }
                });
        TestEngine engine = engine(lis.port(), "timeout: 300ms", "", "")) {
      assertOutcome(post(engine, "same"), 504, "unknown");
      assertOutcome(post(engine, "same"), 502, "rejected");
      assertEquals(2, lis.connections());
      Await.until("the first connection is closed", lis::open, open -> open == 1);
    }
  }

  @Test
  void whatASystemSaysBeforeItIsAskedIsNoAnswer() throws Exception {
    CountDownLatch bothAreThere = new CountDownLatch(1);
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) -> {
                  if (message.contains("|first|")) {
                    await(bothAreThere);
                    // A yes for the next one in the same breath, which then goes out over this
                    // line.
                    line.send(
                        frame(MllpSystem.ack("first", "AA"))
                            + frame(MllpSystem.ack("second", "AA")));
                  } else {
                    line.acknowledge(message, "AR");
                  }
                });
        TestEngine engine = engine(lis.port(), "", "", "order: strict")) {
      CompletableFuture<HttpResponse<String>> first =
          engine.postAsync("/lab", message("first"), "Content-Type", "application/hl7-v2");
      Await.until("the first is there", lis::controlIds, ids -> ids.contains("first"));
      CompletableFuture<HttpResponse<String>> second =
          engine.postAsync("/lab", message("second"), "Content-Type", "application/hl7-v2");
      Await.depth(engine, "lab", 1);
      bothAreThere.countDown();
      assertOutcome(first.join(), 200, "delivered");
      assertOutcome(second.join(), 502, "rejected");
      assertEquals(1, lis.connections());
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  @Test
  void aConnectionThatClosesAfterTheSendIsUnknown() {
    try (MllpSystem lis = new MllpSystem((message, line) -> line.close());
        TestEngine engine = engine(lis.port(), "", "retry: { attempts: 3, backoff: 1ms }", "")) {
      JsonObject answer = assertOutcome(post(engine, "1"), 504, "unknown");
      assertDestination(answer, "lis", "unknown", null, 1);
      assertEquals(1, lis.received().size());
    }
  }

  @Test
  void aConnectionThatClosedBeforeTheSendIsReplaced() {
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) -> {
                  line.acknowledge(message, "AA");
                  line.close();
                });
        TestEngine engine = engine(lis.port(), "", "", "order: strict")) {
      for (int i = 1; i <= 5; i++) {
        assertOutcome(post(engine, "m" + i), 200, "delivered");
        Await.until("it is closed", lis::open, open -> open == 0);
        // Until our end knows it, too: what it writes before is unknown, as it should be.
        Await.idle(engine, "lab");
        pauseForTheClose(engine);
      }
      assertEquals(5, lis.connections());
    }
  }

  /** A few turns of the loop that holds the connection, whose news of the close is older than the answer to this. */
  private static void pauseForTheClose(TestEngine engine) {
    for (int i = 0; i < 20; i++) {
      engine.manage("/api/routes/lab");
    }
  }

  @Test
  void nobodyThereMeansNotAttempted() {
    try (ReservedPort nobody = new ReservedPort();
        TestEngine engine = engine(nobody.number(), "", "", "")) {
      assertNotAttempted(post(engine, "1"), 502, "no-connection");
    }
  }

  @Test
  void asManyAreOnTheWayAsThereAreConnectionsAndOneOnEach() throws Exception {
    LinkedBlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
    AtomicInteger most = new AtomicInteger();
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) -> {
                  held.add(
                      () -> {
                        try {
                          line.acknowledge(message, "AA");
                        } catch (java.io.IOException failure) {
                          throw new java.io.UncheckedIOException(failure);
                        }
                      });
                  most.accumulateAndGet(held.size(), Math::max);
                });
        TestEngine engine = engine(lis.port(), "connections: 3", "", "")) {
      List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        answers.add(
            engine.postAsync("/lab", message("m" + i), "Content-Type", "application/hl7-v2"));
      }
      Await.until("three are on the way", held::size, size -> size == 3);
      for (int i = 0; i < 12; i++) {
        held.take().run();
      }
      for (CompletableFuture<HttpResponse<String>> answer : answers) {
        assertOutcome(answer.join(), 200, "delivered");
      }
      assertEquals(3, most.get());
      assertEquals(12, new HashSet<>(lis.controlIds()).size());
      Await.until("the idle ones are few", lis::open, open -> open <= 2);
    }
  }

  @Test
  void anIdleConnectionIsUsedAgainAndClosedInTheEnd() {
    try (MllpSystem lis = MllpSystem.taking();
        TestEngine engine = engine(lis.port(), "keep-alive: 2s", "", "order: strict")) {
      for (int i = 0; i < 20; i++) {
        assertOutcome(post(engine, "m" + i), 200, "delivered");
      }
      assertEquals(1, lis.connections());
      Await.until("it is closed", lis::open, open -> open == 0);
      assertOutcome(post(engine, "again"), 200, "delivered");
      assertEquals(2, lis.connections());
    }
  }

  @Test
  void anAnswerThatIsTooLongOrNoMllpIsUnknown() {
    try (MllpSystem lis =
            new MllpSystem((message, line) -> line.send(frame("MSH|" + "x".repeat(5_000))));
        TestEngine engine = engine(lis.port(), "max-response: 1KiB", "", "")) {
      assertOutcome(post(engine, "1"), 504, "unknown");
    }
    try (MllpSystem lis =
            new MllpSystem((message, line) -> line.send("HTTP/1.1 200 OK\r\n".repeat(100)));
        TestEngine engine =
            TestEngine.start(
                folder.resolve("noise"),
                ROUTE.formatted(lis.port(), ", max-response: 1KiB", "", ""))) {
      assertOutcome(post(engine, "1"), 504, "unknown");
    }
  }

  @Test
  void aMessageThatCannotBeToldFromOthersGoesToNobody() {
    try (MllpSystem lis = MllpSystem.taking();
        TestEngine engine = engine(lis)) {
      assertNotAttempted(post(engine, ""), 422, "missing-value");
      assertNotAttempted(
          engine.post("/lab", "hello", "Content-Type", "application/hl7-v2"), 400, "malformed");
      assertNotAttempted(
          engine.post("/lab", message("1", "NTE|\u000b"), "Content-Type", "application/hl7-v2"),
          400,
          "malformed");
      assertEquals(List.of(), lis.received());
    }
  }

  @Test
  void aMapMakesTheMessageAndItsControlId() {
    try (MllpSystem lis = MllpSystem.taking();
        TestEngine engine =
            TestEngine.start(
                folder,
                """
                id: lab
                from: { http: { path: /lab } }
                format: json
                map:
                  format: hl7v2
                  rules: [ { to: MSH-9, value: "ORM^O01" }, { to: PID-5.1, from: /name } ]
                to: [ { id: lis, mllp: { host: 127.0.0.1, port: %d } } ]
                """
                    .formatted(lis.port()))) {
      assertOutcome(engine.post("/lab", "{\"name\":\"Chalmers\"}"), 200, "delivered");
      String sent = lis.received().getFirst();
      assertEquals(20, field(sent, "MSH", 10).length());
      assertEquals("Chalmers", field(sent, "PID", 5));
    }
  }

  @Test
  void respondWithPassesTheAcknowledgementOnOverHttp() {
    try (MllpSystem lis = MllpSystem.taking();
        TestEngine engine = engine(lis.port(), "", "", "respond-with: lis")) {
      HttpResponse<String> answer = post(engine, "1");
      assertEquals(200, answer.statusCode());
      assertEquals("application/hl7-v2", TestEngine.header(answer, "Content-Type"));
      assertEquals(MllpSystem.ack("1", "AA"), answer.body());
    }
    try (MllpSystem lis = MllpSystem.answering("AE");
        TestEngine engine =
            TestEngine.start(
                folder.resolve("no"), ROUTE.formatted(lis.port(), "", "", "respond-with: lis"))) {
      HttpResponse<String> answer = post(engine, "1");
      assertOutcome(answer, 502, "rejected");
      assertTrue(!answer.body().contains("own words"), answer.body());
    }
  }
}
