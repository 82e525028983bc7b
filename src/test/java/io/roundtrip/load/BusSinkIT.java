package io.roundtrip.load;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.roundtrip.bus.Bus;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The source within the engine's own JVM. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BusSinkIT {
  private static final String ROUTE =
      """
      id: orders
      format: json
      to: [ { id: lab, http: { url: "%s" } } ]
      """;

  @Test
  void sendsToARouteThatHasNoPathAndGetsItsOutcomes(@TempDir Path folder) {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ROUTE.formatted(lab.url()))) {
      lab.script(ScriptedDestination.answers(404), ScriptedDestination.answers(200));
      Vertx vertx = engine.engine().vertx();
      Load load =
          new Load(
              new Schedule(500, Jitter.EXPONENTIAL, null, 50, null),
              new Keys.Uniform(5),
              Payloads.of("{\"key\":\"{{key}}\"}".getBytes(UTF_8), null),
              1);
      BusSink sink =
          new BusSink(
              Bus.of(vertx),
              "orders",
              Map.of("Content-Type", "application/json"),
              Duration.ofSeconds(10));
      Promise<LoadFigures> done = Promise.promise();
      vertx
          .getOrCreateContext()
          .runOnContext(
              on ->
                  new MessageSource(
                          load, LoadClock.of(vertx), sink, 100, MessageSource.WhenFull.SKIP)
                      .start()
                      .onComplete(done));
      LoadFigures figures = done.future().await();
      assertEquals(49, figures.count("delivered"));
      assertEquals(1, figures.count("rejected"));
      assertEquals(Map.of(), figures.statuses());
      assertEquals(50, lab.received().size());
    }
  }
}
