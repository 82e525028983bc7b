package io.roundtrip.promise;

import static io.roundtrip.kit.OutcomeAssertions.assertOutcome;
import static io.roundtrip.kit.ScriptedDestination.answers;
import static io.roundtrip.kit.ScriptedDestination.hangs;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Who is on call reads in the log that a destination fails, and when it is well again. */
final class FailureLogIT {
  private static final String ROUTE =
      """
      id: hanging-orders
      from: { http: { path: /orders } }
      to:
        - { id: lab, http: { url: "%s", timeout: 1500ms } }
      """;

  @TempDir Path folder;

  @Test
  void saysOnceThatADestinationHangsAndOnceThatItAnswersAgain() {
    Logger health = (Logger) LoggerFactory.getLogger("io.roundtrip.worker.DestinationHealth");
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    health.setLevel(Level.INFO); // its second line is one; tests show warnings only
    health.addAppender(lines);
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url()))) {
      lab.script(hangs(), hangs(), answers(200));
      assertOutcome(engine.post("/orders", "{}"), 504, "unknown");
      assertOutcome(engine.post("/orders", "{}"), 504, "unknown");
      assertOutcome(engine.post("/orders", "{}"), 200, "delivered");
      engine.drain();
    } finally {
      health.detachAppender(lines);
      health.setLevel(null);
    }
    List<String> said =
        lines.list.stream()
            .map(ILoggingEvent::getFormattedMessage)
            .filter(line -> line.contains("route=hanging-orders"))
            .toList();
    assertEquals(2, said.size(), said::toString);
    assertTrue(said.get(0).contains("no full answer in time"), said::toString);
    assertTrue(said.get(1).contains("after 2 failed"), said::toString);
  }
}
