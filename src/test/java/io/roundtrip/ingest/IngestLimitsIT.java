package io.roundtrip.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.RawConnection.Answer;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class IngestLimitsIT {
  private static final String ENGINE =
      """
      http: { host: 127.0.0.1, port: 0, %s }
      management: { host: 127.0.0.1, port: 0 }
      shards: 1
      store: { journal: off }
      drain-timeout: 5s
      drain-linger: 0s
      routes: routes/*.yaml
      """;
  private static final String BYTES =
      """
      id: bytes
      from: { http: { path: /bytes } }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;
  private static final String JSON =
      """
      id: json
      from: { http: { path: /json } }
      format: json
      map: { format: json, rules: [ { to: /name, from: /name, required: true } ] }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;
  private static final String HL7 =
      """
      id: hl7
      from: { http: { path: /hl7 } }
      format: hl7v2
      map: { format: json, rules: [ { to: /name, from: PID-5.1, required: true } ] }
      to: [ { id: lab, http: { url: "%s" } } ]
      """;

  private final Path folder;
  private final ScriptedDestination lab = new ScriptedDestination();

  IngestLimitsIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    lab.close();
  }

  private TestEngine start(String http, String route) {
    return TestEngine.startWith(folder, ENGINE.formatted(http), route.formatted(lab.url()));
  }

  private TestEngine start(String route) {
    return start("max-body: 1MiB", route);
  }

  private static RawConnection connect(TestEngine engine) throws IOException {
    return new RawConnection(engine.engine().httpPort());
  }

  @Test
  void closesAConnectionThatSendsNoHeaderInTime() throws Exception {
    try (TestEngine engine = start("header-timeout: 2s, idle-timeout: 1h", BYTES);
        RawConnection silent = connect(engine);
        RawConnection half = connect(engine);
        RawConnection whole = connect(engine)) {
      half.send("POST /bytes HTTP/1.1\r\nHost: te");
      whole.send(RawConnection.post("/bytes", "x"));
      assertEquals(200, whole.answer().status());
      silent.awaitClosed();
      half.awaitClosed();
      whole.send(RawConnection.post("/bytes", "x"));
      assertEquals(200, whole.answer().status(), "kept alive");
    }
  }

  @Test
  void closesAKeptAliveConnectionThatSendsNothingMore() throws Exception {
    try (TestEngine engine = start("header-timeout: 1h, idle-timeout: 2s", BYTES);
        RawConnection silent = connect(engine);
        RawConnection half = connect(engine);
        RawConnection waiting = connect(engine)) {
      List<Runnable> held = new ArrayList<>();
      lab.script(
          ScriptedDestination.answers(200),
          ScriptedDestination.answers(200),
          (vertx, request, body) ->
              held.add(() -> vertx.runOnContext(go -> request.response().end())));
      for (RawConnection connection : List.of(silent, half)) {
        connection.send(RawConnection.post("/bytes", "x"));
        assertEquals(200, connection.answer().status());
      }
      waiting.send(RawConnection.post("/bytes", "x"));
      lab.awaitReceived(3);
      half.send("POST /by");
      silent.awaitClosed();
      half.awaitClosed();
      held.forEach(Runnable::run);
      assertEquals(200, waiting.answer().status(), "who waits for an answer is not idle");
    }
  }

  @Test
  void closesAConnectionMoreThanItMayHave() throws Exception {
    try (TestEngine engine = start("max-connections: 3", BYTES);
        RawConnection first = connect(engine);
        RawConnection second = connect(engine);
        RawConnection third = connect(engine)) {
      for (RawConnection connection : List.of(first, second, third)) {
        connection.send(RawConnection.post("/bytes", "x"));
        assertEquals(200, connection.answer().status());
      }
      try (RawConnection fourth = connect(engine)) {
        fourth.awaitClosed();
      }
      first.reset();
      Await.until("a free place", () -> deliversOnANewConnection(engine), yes -> yes);
    }
  }

  private static boolean deliversOnANewConnection(TestEngine engine) throws IOException {
    try (RawConnection connection = connect(engine)) {
      return connection.send(RawConnection.post("/bytes", "x")).answer().status() == 200;
    } catch (UncheckedIOException closed) {
      return false;
    }
  }

  @Test
  void refusesABodyThatIsTooLarge() throws Exception {
    try (TestEngine engine = start("max-body: 1KiB", BYTES)) {
      try (RawConnection declared = connect(engine)) {
        declared.send(RawConnection.head("/bytes", 1025, "Expect", "100-continue"));
        assertTooLarge(declared.answer());
      }
      try (RawConnection chunked = connect(engine)) {
        chunked.send("POST /bytes HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int i = 0; i < 3; i++) {
          chunked.send("200\r\n" + "x".repeat(512) + "\r\n");
        }
        assertTooLarge(chunked.answer());
      }
      assertEquals(413, engine.post("/bytes", "x".repeat(1025)).statusCode());
      assertEquals(0, lab.received().size());
      assertEquals(200, engine.post("/bytes", "x".repeat(1024)).statusCode());
      Await.idle(engine, "bytes");
    }
  }

  private static void assertTooLarge(Answer answer) {
    assertEquals(413, answer.status());
    assertEquals("not-attempted", answer.header("X-Delivery-Outcome"));
    assertEquals("urn:roundtrip:problem:too-large", answer.json().getString("type"));
  }

  @Test
  void asksForTheBodyOfASenderThatWaitsToBeAsked() throws Exception {
    try (TestEngine engine = start(BYTES);
        RawConnection sender = connect(engine)) {
      sender.send(RawConnection.head("/bytes", 4, "Expect", "100-continue"));
      assertEquals(100, sender.answer().status());
      sender.send("body");
      assertEquals(200, sender.answer().status());
      assertEquals(List.of("body"), lab.bodies());
    }
  }

  @Test
  void answersASlowSenderWhenItsDeadlineHasPassed() throws Exception {
    try (TestEngine engine = start(BYTES);
        RawConnection sender = connect(engine)) {
      sender.send(RawConnection.head("/bytes", 10, "Prefer", "wait=0.2")).send("half");
      Answer answer = sender.answer();
      assertEquals(408, answer.status());
      assertEquals("close", answer.header("Connection"));
      sender.awaitClosed();
      assertEquals(0, lab.received().size());
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws Exception {
    lab.script(
        ScriptedDestination.after(60, ScriptedDestination.answers(200)),
        ScriptedDestination.answers(500),
        ScriptedDestination.answers(200));
    try (TestEngine engine = start(BYTES);
        RawConnection sender = connect(engine)) {
      sender.send(
          RawConnection.post("/bytes", "1")
              + RawConnection.post("/bytes", "2")
              + RawConnection.post("/nowhere", "3")
              + RawConnection.post("/bytes", "4"));
      List<Integer> statuses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        statuses.add(sender.answer().status());
      }
      assertEquals(List.of(200, 502, 404, 200), statuses);
      assertEquals(List.of("1", "2", "4"), lab.bodies());
    }
  }

  @Test
  void answersHttp10AndCloses() throws Exception {
    try (TestEngine engine = start(BYTES);
        RawConnection sender = connect(engine)) {
      sender.send("POST /bytes HTTP/1.0\r\nContent-Length: 1\r\n\r\nx");
      assertEquals(200, sender.answer().status());
      sender.awaitClosed();
    }
  }

  @Test
  void refusesACompressedBodyItCouldOnlyPassOnAsSomethingElse() throws Exception {
    try (TestEngine engine = start(BYTES);
        RawConnection sender = connect(engine)) {
      sender.send(RawConnection.post("/bytes", "x", "Content-Encoding", "gzip"));
      assertEquals(415, sender.answer().status());
      String chunk = "1\r\nx\r\n0\r\n\r\n";
      String head = "POST /bytes HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: gzip, chunked\r\n\r\n";
      sender.send(head + chunk);
      assertEquals(415, sender.answer().status());
      assertEquals(0, lab.received().size());
      sender.send(RawConnection.post("/bytes", "x", "Content-Encoding", "identity"));
      assertEquals(200, sender.answer().status());
    }
  }

  @Test
  void refusesWhatIsNoHttp() throws Exception {
    try (TestEngine engine = start(BYTES);
        RawConnection sender = connect(engine)) {
      sender.send("\u0016\u0003\u0001 hello\r\n\r\n");
      sender.awaitClosed();
      assertEquals(200, engine.post("/bytes", "x").statusCode());
    }
  }

  @Test
  void refusesAHeaderThatIsTooLong() throws Exception {
    try (TestEngine engine = start(BYTES);
        RawConnection sender = connect(engine)) {
      sender.send("POST /bytes HTTP/1.1\r\nHost: t\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n");
      sender.awaitClosed();
      assertEquals(0, lab.received().size());
      assertEquals(200, engine.post("/bytes", "x").statusCode());
    }
  }

  @Test
  void waitsForASenderThatReadsItsAnswerSlowly() throws Exception {
    int size = 900_000;
    lab.script(ScriptedDestination.answers(200, "y".repeat(size)));
    String route = BYTES.replace("to: [ {", "respond-with: lab\nto: [ {");
    try (TestEngine engine = start("idle-timeout: 300ms", route);
        RawConnection slow = new RawConnection(engine.engine().httpPort(), 4096)) {
      slow.send(RawConnection.post("/bytes", "x"));
      lab.awaitReceived(1);
      for (int i = 0; i < 20; i++) { // others are served meanwhile
        assertEquals(200, engine.post("/bytes", "x").statusCode());
      }
      Answer answer = slow.answer();
      assertEquals(size, answer.body().length());
    }
  }

  @Test
  void readsJsonInTheCharsetOfItsContentType() throws Exception {
    try (TestEngine engine = start(JSON);
        RawConnection sender = connect(engine)) {
      byte[] body = "{\"name\":\"Müller\"}".getBytes(ISO_8859_1);
      sender.send(
          with(
              RawConnection.head(
                  "/json", body.length, "Content-Type", "application/json; charset=ISO-8859-1"),
              body));
      assertEquals(200, sender.answer().status());
      assertEquals("{\"name\":\"Müller\"}", lab.bodies().getFirst());
    }
  }

  @Test
  void refusesTextThatIsNotInItsCharset() throws Exception {
    try (TestEngine engine = start(JSON);
        RawConnection sender = connect(engine)) {
      byte[] body = "{\"name\":\"Müller\"}".getBytes(ISO_8859_1);
      sender.send(with(RawConnection.head("/json", body.length), body));
      assertEquals(400, sender.answer().status());
      assertEquals(0, lab.received().size());
    }
  }

  @Test
  void readsHl7InTheCharsetOfMsh18() throws Exception {
    try (TestEngine engine = start(HL7);
        RawConnection sender = connect(engine)) {
      byte[] body =
          "MSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5||||||8859/1\rPID|1||7||Müller\r"
              .getBytes(ISO_8859_1);
      sender.send(with(RawConnection.head("/hl7", body.length), body));
      Answer answer = sender.answer();
      assertEquals(200, answer.status(), answer.body());
      assertEquals("{\"name\":\"Müller\"}", lab.bodies().getFirst());
    }
  }

  @Test
  void acceptsAByteOrderMarkAndLineFeeds() throws Exception {
    try (TestEngine engine = start(HL7);
        RawConnection sender = connect(engine)) {
      String body = "\uFEFFMSH|^~\\&|A|B|C|D|20260101||ADT^A01|1|P|2.5\nPID|1||7||Möller\r\n\n  \n";
      sender.send(RawConnection.post("/hl7", body));
      Answer answer = sender.answer();
      assertEquals(200, answer.status(), answer.body());
      assertEquals("{\"name\":\"Möller\"}", lab.bodies().getFirst());
    }
    try (TestEngine engine = start(JSON)) {
      assertEquals(200, engine.post("/json", "\uFEFF{\"name\":\"ä\"}").statusCode());
      assertEquals("{\"name\":\"ä\"}", lab.bodies().getLast());
    }
  }

  private static byte[] with(String head, byte[] body) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(head.getBytes(UTF_8));
    whole.writeBytes(body);
    return whole.toByteArray();
  }
}
