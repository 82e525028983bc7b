package io.roundtrip.experiment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.load.Keys;
import io.roundtrip.load.Load;
import io.roundtrip.load.LoadFigures;
import io.roundtrip.load.Payloads;
import io.roundtrip.load.Schedule;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PipelineIT {
  private final Vertx vertx = Vertx.vertx();
  private final Context context = vertx.getOrCreateContext();

  @AfterEach
  void close() {
    vertx.close().await();
  }

  @Test
  void theBlockingPipelineHasOneMessageUnderWayAtATime() throws Exception {
    try (ScriptedDestination to = new ScriptedDestination();
        BlockingPipeline pipeline = new BlockingPipeline(context, to.url(), 100)) {
      to.script(ScriptedDestination.after(50, ScriptedDestination.answers(200)));
      LoadFigures figures = measure(pipeline, 500, Duration.ofMillis(40), () -> {});
      assertEquals(20, figures.count("delivered"));
      assertEquals(20, to.received().size());
      double seconds = figures.lastNanos() / 1e9;
      assertTrue(seconds >= 20 * 0.05, "20 messages of 50 ms took " + seconds + " s");
    }
  }

  @Test
  void theBlockingPipelineGivesUpWhatWaitsWhenItsTimeIsOver() throws Exception {
    try (ScriptedDestination to = new ScriptedDestination();
        BlockingPipeline pipeline = new BlockingPipeline(context, to.url(), 1_000)) {
      to.script(ScriptedDestination.after(100, ScriptedDestination.answers(200)));
      LoadFigures figures = measure(pipeline, 200, Duration.ofSeconds(1), pipeline::abandon);
      assertEquals(200, figures.sent());
      assertEquals(200, figures.answered() + figures.failures().getOrDefault("abandoned", 0L));
      assertTrue(figures.answered() <= 12, figures.answered() + " answers of 100 ms in a second");
    }
  }

  @Test
  void theDistantSystemTakesItsTime() throws Exception {
    Vertx distantVertx = Vertx.vertx();
    try {
      DistantSystem distant = new DistantSystem(distantVertx, 10, 50);
      try (BlockingPipeline pipeline = new BlockingPipeline(context, distant.url(), 100)) {
        LoadFigures figures = measure(pipeline, 20, Duration.ofSeconds(1), () -> {});
        assertEquals(20, figures.count("delivered"));
        assertTrue(figures.latency().getMinValue() >= 10_000, "microseconds of the fastest");
      }
    } finally {
      distantVertx.close().await();
    }
  }

  private LoadFigures measure(
      BlockingPipeline pipeline, double rate, Duration window, Runnable whenOver) throws Exception {
    Load load =
        new Load(
            Schedule.steady(rate, window),
            new Keys.Own(),
            Payloads.of("{}".getBytes(UTF_8), null),
            1);
    return new Measurement(vertx, context, 1_000).run(pipeline, load, whenOver);
  }
}
