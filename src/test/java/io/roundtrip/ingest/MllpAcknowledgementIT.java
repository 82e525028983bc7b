package io.roundtrip.ingest;

import static io.roundtrip.kit.MllpSender.field;
import static io.roundtrip.kit.MllpSender.frame;
import static io.roundtrip.kit.MllpSender.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.MllpSender;
import io.roundtrip.kit.MllpSystem;
import io.roundtrip.kit.PgProxy;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a sender over MLLP is told of every outcome, in both modes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class MllpAcknowledgementIT {
  private static final String ROUTE =
      """
      id: lab
      from: { mllp: { host: 127.0.0.1, port: 0 } }
      format: hl7v2
      %s
      to:
        - { id: lis, mllp: { host: 127.0.0.1, port: %d, timeout: 500ms } }
      """;

  private final Path folder;

  MllpAcknowledgementIT(@TempDir Path folder) {
    this.folder = folder;
  }

  private static MllpSender connect(TestEngine engine) {
    return new MllpSender(engine.engine().mllpPort("lab"));
  }

  /** A message with MSH-15 and MSH-16. */
  private static String asking(String controlId, String accept, String application) {
    return "MSH|^~\\&|EHR||LAB||||ORM^O01|"
        + controlId
        + "|P|2.5.1|||"
        + accept
        + "|"
        + application
        + "\rPID|1\r";
  }

  private static void assertSays(String code, String outcome, String ack) {
    assertEquals(code, field(ack, "MSA", 1), ack);
    assertTrue(field(ack, "MSA", 3).startsWith(outcome + " "), ack);
    if (!code.endsWith("A")) {
      assertTrue(field(ack, "ERR", 5).contains("^" + outcome + "^"), ack);
      assertEquals(field(ack, "MSA", 3), outcome + " " + field(ack, "ERR", 6), ack);
    }
  }

  @Test
  void everyOutcomeHasItsCode() {
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) -> {
                  switch (field(message, "MSH", 10)) {
                    case "yes" -> line.acknowledge(message, "AA");
                    case "no" -> line.acknowledge(message, "AE");
                    case "never" -> line.acknowledge(message, "AR");
                    default -> {} // says nothing
                  }
                });
        ScriptedDestination second = new ScriptedDestination();
        TestEngine engine =
            TestEngine.start(
                folder,
                ROUTE.formatted(
                        "filter: { path: MSH-10, in: [ yes, no, never, silent ] }", lis.port())
                    + "  - { id: copy, http: { url: '"
                    + second.url()
                    + "' } }\n");
        MllpSender sender = connect(engine)) {
      assertSays("AA", "delivered", sender.ask(message("yes")));
      assertSays("AA", "filtered", sender.ask(message("other")));
      assertSays("AE", "partial", sender.ask(message("no")));
      assertSays("AE", "unknown", sender.ask(message("silent")));
      second.script(ScriptedDestination.answers(500));
      assertSays("AE", "rejected", sender.ask(message("never")));
      assertSays("AR", "not-attempted", sender.ask("MSH|^~\\&|||||||ORM^O01||P|2.5\r"));
    }
    try (TestEngine engine =
            TestEngine.start(
                folder.resolve("alone"), ROUTE.formatted("", ScriptedDestination.refusingPort()));
        MllpSender sender = connect(engine)) {
      String gone = sender.ask(message("1"));
      assertSays("AE", "not-attempted", gone);
      assertTrue(field(gone, "ERR", 5).startsWith("no-connection^"), gone);
    }
  }

  @Test
  void whatIsHeldIsAcceptedInOriginalMode() {
    try (MllpSystem lis = MllpSystem.taking();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("reply: queued", lis.port()));
        MllpSender sender = connect(engine)) {
      assertSays("AA", "accepted", sender.ask(message("1")));
      assertSays("AA", "accepted", sender.ask(asking("2", "NE", "NE")));
      assertTrue(sender.isQuiet());
    }
  }

  @Test
  void originalModeAnswersWhateverTheMessageAsksFor() {
    try (MllpSystem lis = MllpSystem.taking();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted("", lis.port()));
        MllpSender sender = connect(engine)) {
      assertSays("AA", "delivered", sender.ask(asking("1", "NE", "NE")));
      assertSays("AA", "delivered", sender.ask(asking("2", "AL", "AL")));
      assertSays("AA", "delivered", sender.ask(message("3")));
      assertTrue(sender.isQuiet());
    }
  }

  @Test
  void enhancedModeSaysWhoHasTheMessageAndWhatBecameOfItAsFarAsIsAsked() {
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) ->
                    line.acknowledge(
                        message, field(message, "MSH", 10).startsWith("no") ? "AR" : "AA"));
        TestEngine engine =
            TestEngine.start(folder, ROUTE.formatted("acknowledge: enhanced", lis.port()));
        MllpSender sender = connect(engine)) {
      record Case(String accept, String application, boolean well, List<String> codes) {}
      List<Case> cases =
          List.of(
              new Case("AL", "AL", true, List.of("CA", "AA")),
              new Case("AL", "NE", true, List.of("CA")),
              new Case("AL", "", true, List.of("CA")),
              new Case("NE", "AL", true, List.of("AA")),
              new Case("NE", "NE", true, List.of()),
              new Case("ER", "ER", true, List.of()),
              new Case("SU", "SU", true, List.of("CA", "AA")),
              new Case("ER", "SU", true, List.of("AA")),
              new Case("", "", true, List.of("AA")),
              new Case("AL", "AL", false, List.of("CE")),
              new Case("ER", "NE", false, List.of("CE")),
              new Case("SU", "SU", false, List.of()),
              new Case("NE", "AL", false, List.of("AE")),
              new Case("SU", "ER", false, List.of("AE")),
              new Case("NE", "NE", false, List.of()),
              new Case("", "", false, List.of("AE")));
      int number = 0;
      for (Case each : cases) {
        String id = (each.well ? "yes" : "no") + number++;
        sender.send(frame(asking(id, each.accept, each.application)));
        sender.send(frame(asking("end" + number, "AL", "NE")));
        List<String> codes = new ArrayList<>();
        String ack = sender.answer();
        while (field(ack, "MSA", 2).equals(id)) {
          codes.add(field(ack, "MSA", 1));
          ack = sender.answer();
        }
        assertEquals(each.codes, codes, each::toString);
        assertEquals("end" + number, field(ack, "MSA", 2));
      }
      String refused = sender.ask("MSH|^~\\&|||||||ORM^O01||P|2.5|||AL|AL\r");
      assertSays("CR", "not-attempted", refused);
      assertTrue(sender.isQuiet());
    }
  }

  @Test
  void whatBecameOfAQueuedMessageIsSaidLaterOnItsOwn() {
    CountDownLatch free = new CountDownLatch(1);
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) -> {
                  await(free);
                  line.acknowledge(message, field(message, "MSH", 10).equals("no") ? "AE" : "AA");
                });
        TestEngine engine =
            TestEngine.start(
                folder,
                ROUTE
                    .formatted("acknowledge: enhanced\nreply: queued\norder: strict", lis.port())
                    .replace("timeout: 500ms", "timeout: 20s"));
        MllpSender sender = connect(engine)) {
      String accepted = sender.ask(asking("yes", "AL", "AL"));
      assertSays("CA", "accepted", accepted);
      assertSays("CA", "accepted", sender.ask(asking("no", "AL", "ER")));
      assertSays("CA", "accepted", sender.ask(asking("silent", "AL", "ER")));
      assertTrue(sender.isQuiet());
      free.countDown();
      String end = sender.answer();
      assertEquals("yes", field(end, "MSA", 2));
      assertSays("AA", "delivered", end);
      assertNotEquals(field(accepted, "MSH", 10), field(end, "MSH", 10));
      assertEquals(
          field(accepted, "MSA", 3).replace("accepted ", ""),
          field(end, "MSA", 3).replace("delivered ", ""));
      String no = sender.answer();
      assertEquals("no", field(no, "MSA", 2));
      assertSays("AE", "rejected", no);
      assertTrue(sender.isQuiet());
    }
  }

  @Test
  void aConnectionWhoseSenderWaitsForAnAcknowledgementIsNotIdle() {
    CountDownLatch free = new CountDownLatch(1);
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) -> {
                  await(free);
                  line.acknowledge(message, "AA");
                });
        TestEngine engine =
            TestEngine.start(
                folder,
                ROUTE
                    .formatted("acknowledge: enhanced\nreply: queued", lis.port())
                    .replace("port: 0", "port: 0, idle-timeout: 300ms")
                    .replace("timeout: 500ms", "timeout: 20s"));
        MllpSender sender = connect(engine)) {
      assertSays("CA", "accepted", sender.ask(asking("1", "AL", "AL")));
      for (int i = 0; i < 10; i++) {
        assertTrue(sender.isQuiet());
      }
      free.countDown();
      assertSays("AA", "delivered", sender.answer());
      assertTrue(sender.awaitClosed());
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
  void anAcknowledgementOfOursMayBeAcknowledgedAndThatIsNoMessage() {
    try (MllpSystem lis = MllpSystem.taking();
        TestEngine engine =
            TestEngine.start(folder, ROUTE.formatted("acknowledge: enhanced", lis.port()));
        MllpSender sender = connect(engine)) {
      sender.send(frame(MllpSystem.ack("anything", "CA")));
      assertSays("CA", "delivered", sender.ask(asking("1", "AL", "NE")));
      assertEquals(List.of("1"), lis.controlIds());
    }
  }

  @Test
  void theSystemsOwnAcknowledgementIsPassedOnWithOurCodeAndControlId() {
    try (MllpSystem lis =
            new MllpSystem(
                (message, line) ->
                    line.acknowledge(
                        message, field(message, "PID", 3).equals("no") ? "AR" : "CA"));
        TestEngine engine =
            TestEngine.start(
                folder,
                ROUTE.formatted(
                    """
                    respond-with: lis
                    map:
                      format: hl7v2
                      rules:
                        - { to: MSH-9, value: "ORM^O01" }
                        - { to: PID-3, from: PID-3 }
                    """,
                    lis.port()));
        MllpSender sender = connect(engine)) {
      String ack = sender.ask(message("mine"));
      String sent = lis.controlIds().getFirst();
      assertNotEquals("mine", sent);
      assertEquals(MllpSystem.ack(sent, "CA").replace("MSA|CA|" + sent, "MSA|AA|mine"), ack);
      String no = sender.ask(message("other").replace("4711", "no"));
      assertEquals("AE", field(no, "MSA", 1), no);
      assertEquals("other", field(no, "MSA", 2));
      assertEquals("the lab's own words", field(no, "MSA", 3));
    }
  }

  @Test
  void aRepeatIsKnownByItsControlIdAndGetsTheSameAcknowledgement() {
    try (TestPostgres postgres = new TestPostgres();
        PgProxy proxy = new PgProxy(postgres.address());
        MllpSystem lis = MllpSystem.taking();
        TestEngine engine =
            TestEngine.startWith(
                folder,
                TestEngine.ENGINE_CONF.replace(
                    "store: { journal: off }", postgres.storeConf(proxy, folder)),
                ROUTE.formatted(
                    "idempotency: { key: MSH-10, retain: 1h }\nrespond-with: lis", lis.port()));
        MllpSender sender = connect(engine)) {
      String first = sender.ask(message("1"));
      assertEquals(MllpSystem.ack("1", "AA"), first);
      assertEquals(first, sender.ask(message("1")));
      assertEquals(List.of("1"), lis.controlIds());
      String other = sender.ask(message("1", "NTE|another message"));
      assertSays("AR", "not-attempted", other);
      assertEquals("205", field(other, "ERR", 3).split("\\^", -1)[0]);
    }
  }

  @Test
  void whatBecameOfAStoredMessageIsSaidLaterToo() {
    try (TestPostgres postgres = new TestPostgres();
        PgProxy proxy = new PgProxy(postgres.address());
        MllpSystem lis = MllpSystem.taking();
        TestEngine engine =
            TestEngine.startWith(
                folder,
                TestEngine.ENGINE_CONF.replace(
                    "store: { journal: off }", postgres.storeConf(proxy, folder)),
                ROUTE.formatted("acknowledge: enhanced\nreply: stored", lis.port()));
        MllpSender sender = connect(engine)) {
      for (int i = 0; i < 20; i++) {
        assertSays("CA", "accepted", sender.ask(asking("m" + i, "AL", "AL")));
        assertSays("AA", "delivered", sender.answer());
      }
    }
  }
}
