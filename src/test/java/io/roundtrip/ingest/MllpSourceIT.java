package io.roundtrip.ingest;

import static io.roundtrip.kit.MllpSender.field;
import static io.roundtrip.kit.MllpSender.frame;
import static io.roundtrip.kit.MllpSender.message;
import static io.roundtrip.kit.ScriptedDestination.after;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.calls;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.MllpSender;
import io.roundtrip.kit.ReservedPort;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Frames of every kind over a real connection, and what each is answered. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MllpSourceIT {
  private static final String ROUTE =
      """
      id: lab
      from: { mllp: { host: 127.0.0.1, port: 0%s } }
      format: hl7v2
      %s
      to: [ { id: lis, http: { url: "%s" } } ]
      """;

  private final Path folder;
  private final ScriptedDestination lis = new ScriptedDestination();
  private final Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();

  MllpSourceIT(@TempDir Path folder) {
    this.folder = folder;
  }

  /** Lets the lab answer all that it has, 200. */
  private void release() {
    for (HttpServerRequest request = held.poll(); request != null; request = held.poll()) {
      request.response().end();
    }
  }

  @AfterEach
  void closeTheLab() {
    lis.close();
  }

  private TestEngine engine(String source, String route) {
    return TestEngine.start(
        folder, ROUTE.formatted(source.isEmpty() ? "" : ", " + source, route, lis.url()));
  }

  private TestEngine engine() {
    return engine("max-frame: 4KiB", "");
  }

  private static MllpSender connect(TestEngine engine) {
    return new MllpSender(engine.engine().mllpPort("lab"));
  }

  private static void assertAck(String code, String controlId, String ack) {
    assertEquals(code, field(ack, "MSA", 1), ack);
    assertEquals(controlId, field(ack, "MSA", 2), ack);
  }

  private static void assertRefused(String reason, String controlId, String ack) {
    assertAck("AR", controlId, ack);
    assertTrue(field(ack, "ERR", 5).startsWith(reason + "^not-attempted^"), ack);
    assertTrue(field(ack, "MSA", 3).endsWith(field(ack, "ERR", 6)), ack);
  }

  @Test
  void aMessageIsDeliveredAndItsAcknowledgementSaysSo() {
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      String ack = sender.ask(message("1"));
      assertAck("AA", "1", ack);
      assertEquals("LAB", field(ack, "MSH", 3));
      assertEquals("EHR", field(ack, "MSH", 5));
      assertEquals("ACK^O01^ACK", field(ack, "MSH", 9));
      assertEquals("2.5.1", field(ack, "MSH", 12));
      String[] said = field(ack, "MSA", 3).split(" ", -1);
      assertEquals("delivered", said[0]);
      JsonObject known = engine.awaitSettled(said[1]);
      assertEquals("delivered", known.getString("outcome"));
      assertEquals(List.of(message("1")), lis.bodies());
      assertEquals("application/hl7-v2", lis.received().getFirst().headers().get("content-type"));
    }
  }

  @Test
  void aFrameMayComeInManyReadsAndManyFramesInOne() throws Exception {
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      for (byte b : frame(message("slow")).getBytes(ISO_8859_1)) {
        sender.send(new byte[] {b});
      }
      assertAck("AA", "slow", sender.answer());
      StringBuilder many = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        many.append(frame(message("m" + i)));
      }
      sender.send(many.toString());
      for (int i = 0; i < 200; i++) {
        assertAck("AA", "m" + i, sender.answer());
      }
    }
  }

  @Test
  void answersComeInTheOrderOfTheMessagesWhateverTheirOutcomes() {
    lis.script(
        (vertx, request, body) -> {
          if (body.contains("|late|")) {
            after(300, answers(200)).to(vertx, request, body);
          } else {
            answers(body.contains("|no|") ? 500 : 200).to(vertx, request, body);
          }
        });
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      sender.send(
          frame(message("late"))
              + frame(message("no"))
              + frame("MSH|^~\\&|||||||ORM^O01||P|2.5\r")
              + frame(message("good")));
      assertAck("AA", "late", sender.answer());
      assertAck("AE", "no", sender.answer());
      assertAck("AR", "", sender.answer());
      assertAck("AA", "good", sender.answer());
    }
  }

  @Test
  void bytesBetweenFramesArePassedOverAndCounted() {
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      sender.send("\r\nnoise\u001c\r" + frame(message("1")) + "\n" + frame(message("2")));
      assertAck("AA", "1", sender.answer());
      assertAck("AA", "2", sender.answer());
      assertEquals(10, metric(engine, "roundtrip_mllp_skipped_bytes_total"));
      assertEquals(2, metric(engine, "roundtrip_mllp_frames_total"));
      assertEquals(1, metric(engine, "roundtrip_mllp_connections{"));
    }
  }

  @Test
  void whoSendsNothingButNoiseIsClosed() {
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      sender.send("GET / HTTP/1.1\r\n".repeat(300));
      assertTrue(sender.awaitClosed());
    }
  }

  @Test
  void aFrameWithoutEndIsRefusedWhenTheNextOneBegins() {
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      sender.send("\u000b" + message("unended") + frame(message("next")));
      assertRefused("malformed", "unended", sender.answer());
      assertAck("AA", "next", sender.answer());
      assertEquals(List.of(message("next")), lis.bodies());
      assertEquals(1, metric(engine, "roundtrip_mllp_frames_refused_total{fault=\"unended\""));
    }
  }

  @Test
  void aFrameWithoutEndIsRefusedWhenItsTimeIsOverAndTheConnectionEnds() {
    try (TestEngine engine = engine("max-frame: 4KiB", "deadline: 300ms");
        MllpSender sender = connect(engine)) {
      sender.send("\u000b" + message("half"));
      assertRefused("body-timeout", "half", sender.answer());
      assertTrue(sender.awaitClosed());
      assertEquals(List.of(), lis.bodies());
    }
  }

  @Test
  void whatBreaksOffInItsControlIdIsNotAnswered() {
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      sender.send("\u000bMSH|^~\\&|EHR||LAB||||ORM^O01|12" + frame(message("next")));
      assertAck("AA", "next", sender.answer());
      assertEquals(1, metric(engine, "roundtrip_mllp_frames_unanswered_total"));
    }
  }

  @Test
  void aFrameThatIsTooLongIsRefusedAndTheNextOneIsNot() {
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      String most = message("most", "NTE|1||" + "x".repeat(4096 - message("most").length() - 8));
      assertEquals(4096, most.length());
      assertAck("AA", "most", sender.ask(most));
      sender.send(frame(message("long", "NTE|1||" + "x".repeat(100_000))) + frame(message("next")));
      assertRefused("too-large", "long", sender.answer());
      assertAck("AA", "next", sender.answer());
      assertEquals(2, lis.received().size());
    }
  }

  @Test
  void controlCharactersThatNoMessageHasAreRefused() {
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      for (String bad : List.of("\u0000", "\u0001", "\u001c", "\u001f")) {
        assertRefused("malformed", "bad", sender.ask(message("bad", "NTE|1||a" + bad + "b")));
        assertAck("AA", "good", sender.ask(message("good", "NTE|1||a\tb")));
      }
      sender.send(frame(message("split", "NTE|1||a\u000bb")));
      assertRefused("malformed", "split", sender.answer());
      assertAck("AA", "after", sender.ask(message("after")));
      assertEquals(5, lis.received().size());
    }
  }

  @Test
  void aMessageWithoutControlIdIsRefusedWhereItCanBeAnswered() {
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      String ack = sender.ask("MSH|^~\\&|EHR||LAB||||ORM^O01||P|2.5.1\rPID|1\r");
      assertRefused("malformed", "", ack);
      assertEquals("MSH^1^10", field(ack, "ERR", 2));
      sender.send(frame("") + frame("hello") + frame("FHS|^~\\&|x"));
      assertAck("AA", "next", sender.ask(message("next")));
      assertEquals(1, lis.received().size());
      assertEquals(3, metric(engine, "roundtrip_mllp_frames_unanswered_total"));
    }
  }

  @Test
  void charactersAreThoseOfMsh18ElseOfTheConf() {
    try (TestEngine engine =
            engine(
                "encoding: ISO-8859-1",
                "map: { format: json, rules: [ { to: /name, from: PID-5.1 } ] }");
        MllpSender sender = connect(engine)) {
      String head = "MSH|^~\\&|EHR||LAB||||ADT^A01|%s|P|2.5||||||%s\rPID|||||";
      sender.send(latin(head.formatted("conf", ""), "Kr\u00e4mer"));
      assertAck("AA", "conf", sender.answer());
      sender.send(latin(head.formatted("latin", "8859/1"), "M\u00fcller"));
      assertAck("AA", "latin", sender.answer());
      String utf = frame(head.formatted("utf", "UNICODE UTF-8") + "J\u00f8rgensen\r");
      sender.send(utf.getBytes(UTF_8));
      String ack = sender.answer();
      assertAck("AA", "utf", ack);
      assertEquals("UNICODE UTF-8", field(ack, "MSH", 18));
      assertEquals(
          List.of(
              "{\"name\":\"Kr\u00e4mer\"}",
              "{\"name\":\"M\u00fcller\"}",
              "{\"name\":\"J\u00f8rgensen\"}"),
          lis.bodies());
      String none = sender.ask(head.formatted("none", "EBCDIC") + "x\r");
      assertRefused("malformed", "none", none);
      assertEquals("MSH^1^18", field(none, "ERR", 2));
      sender.send(latin(head.formatted("wrong", "UNICODE UTF-8"), "Kr\u00e4mer"));
      assertRefused("malformed", "wrong", sender.answer());
    }
  }

  private static byte[] latin(String head, String name) {
    return frame(head + name + "\r").getBytes(ISO_8859_1);
  }

  @Test
  void aMessageThatWaitsIsWithdrawnWhenItsSenderLeaves() throws Exception {
    lis.script(calls((request, body) -> held.add(request)));
    try (TestEngine engine =
        TestEngine.start(
            folder,
            """
            id: lab
            from: { mllp: { host: 127.0.0.1, port: 0 } }
            format: hl7v2
            order: strict
            to: [ { id: lis, http: { url: "%s" } } ]
            """
                .formatted(lis.url()))) {
      MllpSender sender = connect(engine);
      sender.send(frame(message("1")) + frame(message("2")));
      Await.depth(engine, "lab", 1);
      sender.close();
      Await.route(
          engine, "lab", route -> route.getJsonObject("queue").getInteger("withdrawn") == 1);
      release();
      Await.idle(engine, "lab");
      assertEquals(List.of(message("1")), lis.bodies());
    }
  }

  @Test
  void noMoreIsReadThanMayWaitForItsAnswer() {
    lis.script(calls((request, body) -> held.add(request)));
    try (TestEngine engine = engine();
        MllpSender sender = connect(engine)) {
      StringBuilder many = new StringBuilder();
      int count = 3 * MllpConnection.MOST_OPEN;
      for (int i = 0; i < count; i++) {
        many.append(frame(message("m" + i)));
      }
      sender.send(many.toString());
      JsonObject queue =
          Await.route(
                  engine,
                  "lab",
                  route ->
                      route.getJsonObject("queue").getInteger("enqueued")
                          >= MllpConnection.MOST_OPEN)
              .getJsonObject("queue");
      assertTrue(sender.isQuiet());
      assertEquals(
          MllpConnection.MOST_OPEN,
          Await.route(engine, "lab", any -> true).getJsonObject("queue").getInteger("enqueued"),
          queue::encode);
      lis.script(answers(200));
      release();
      for (int i = 0; i < count; i++) {
        assertAck("AA", "m" + i, sender.answer());
      }
    }
  }

  @Test
  void aSenderWaitsForRoomWhereTheRouteSaysSo() {
    lis.script(calls((request, body) -> held.add(request)));
    try (TestEngine engine =
            engine("max-frame: 4KiB", "order: strict\nqueue: { capacity: 1, when-full: wait }");
        MllpSender sender = connect(engine)) {
      sender.send(frame(message("1")) + frame(message("2")) + frame(message("3")));
      Await.depth(engine, "lab", 1);
      lis.script(answers(200));
      release();
      for (String id : List.of("1", "2", "3")) {
        assertAck("AA", id, sender.answer());
      }
      Await.idle(engine, "lab");
    }
  }

  @Test
  void aFullQueueIsAnError() {
    lis.script(calls((request, body) -> held.add(request)));
    try (TestEngine engine = engine("max-frame: 4KiB", "order: strict\nqueue: { capacity: 1 }");
        MllpSender sender = connect(engine)) {
      sender.send(frame(message("1")));
      Await.route(engine, "lab", route -> route.getInteger("inFlight") == 1);
      sender.send(frame(message("2")) + frame(message("3")));
      Await.route(engine, "lab", route -> route.getJsonObject("queue").getInteger("rejected") == 1);
      lis.script(answers(200));
      release();
      assertAck("AA", "1", sender.answer());
      assertAck("AA", "2", sender.answer());
      String full = sender.answer();
      assertAck("AE", "3", full);
      assertTrue(field(full, "ERR", 5).startsWith("queue-full^"), full);
    }
  }

  @Test
  void idleConnectionsAndThoseThatAreTooManyAreClosed() {
    try (TestEngine engine = engine("idle-timeout: 200ms, max-connections: 2", "")) {
      List<MllpSender> some = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        some.add(connect(engine));
      }
      for (MllpSender each : some) {
        assertTrue(each.awaitClosed());
        each.close();
      }
      Await.until(
          "nobody is connected",
          () -> metric(engine, "roundtrip_mllp_connections{"),
          open -> open == 0);
      assertEquals(4, metric(engine, "roundtrip_mllp_connections_refused_total"));
      try (MllpSender later = connect(engine)) {
        assertAck("AA", "1", later.ask(message("1")));
        assertTrue(later.awaitClosed());
      }
    }
  }

  @Test
  void twoRoutesHavePortsOfTheirOwnAndTheManagementApiSaysWhich() {
    try (TestEngine engine =
        TestEngine.start(
            folder,
            ROUTE.formatted("", "", lis.url()),
            ROUTE.formatted("", "", lis.url()).replace("id: lab", "id: other"))) {
      int lab = engine.engine().mllpPort("lab");
      int other = engine.engine().mllpPort("other");
      assertNotEquals(lab, other);
      assertEquals(-1, engine.engine().mllpPort("nobody"));
      JsonObject route = TestEngine.json(engine.manage("/api/routes/other"));
      assertEquals(other, route.getJsonObject("from").getJsonObject("mllp").getInteger("port"));
      try (MllpSender sender = new MllpSender(other)) {
        assertAck("AA", "1", sender.ask(message("1")));
      }
    }
  }

  @Test
  void aPortThatIsTakenIsSaidByItsNumber() {
    try (ReservedPort taken = new ReservedPort();
        TestEngine engine = engine("max-frame: 4KiB", "")) {
      int port = engine.engine().mllpPort("lab");
      IllegalStateException failure =
          org.junit.jupiter.api.Assertions.assertThrows(
              IllegalStateException.class,
              () ->
                  TestEngine.start(
                      folder.resolve("second"),
                      ROUTE.formatted("", "", lis.url()).replace("port: 0", "port: " + port)));
      assertTrue(
          String.valueOf(failure.getMessage()).contains("cannot listen on 127.0.0.1:" + port),
          failure::toString);
      assertNotEquals(taken.number(), port);
    }
  }

  private static double metric(TestEngine engine, String name) {
    return engine
        .manage("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
