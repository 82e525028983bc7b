package io.roundtrip.service;

import static io.roundtrip.service.TestServices.await;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.metrics.EngineView;
import io.roundtrip.metrics.ExtensionFigures;
import io.roundtrip.metrics.JournalFigures;
import io.roundtrip.metrics.Prometheus;
import io.roundtrip.metrics.ServiceSnapshot;
import io.roundtrip.metrics.StoreState;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Prometheus sees of services. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServiceMetricsTest {
  private static String scrape(ServiceSnapshot services) {
    try (Prometheus prometheus = new Prometheus()) {
      return prometheus.scrape(
          new EngineView(
              List.of(),
              List.of(),
              0,
              StoreState.NONE,
              JournalFigures.NONE,
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              List.of(),
              services,
              ExtensionFigures.NONE));
    }
  }

  @Test
  void callsAndEventsAreThereByMethodAndOutcome() {
    try (TestServices its =
        TestServices.with(
            made ->
                made.services
                    .rpc("s", "echo", String.class, String.class, text -> text)
                    .asyncRpc("s", "later", String.class, MethodPolicy.CALL, text -> text)
                    .on("s", "on", "a.*", String.class, MethodPolicy.EVENT, text -> text))) {
      await(its.client.call("s", "echo", "x", String.class));
      await(its.client.callAsync("s", "later", "x"));
      await(its.client.publish("a.b", "x"));
      Await.until("handled", () -> its.figures("s", "on").count("ok"), n -> n == 1);
      Await.until("done", () -> its.figures("s", "later").count("ok"), n -> n == 1);
      String text = scrape(its.snapshot());
      for (String line :
          List.of(
              "roundtrip_rpc_calls_total{method=\"echo\",outcome=\"ok\",service=\"s\"} 1",
              "roundtrip_rpc_calls_total{method=\"later\",outcome=\"busy\",service=\"s\"} 0",
              "roundtrip_rpc_seconds_count{method=\"echo\",service=\"s\"} 1",
              "roundtrip_rpc_accepted_to_done_seconds_count{method=\"later\",service=\"s\"} 1",
              "roundtrip_rpc_backlog{method=\"echo\",service=\"s\"} 0",
              "roundtrip_rpc_failures_total{method=\"later\",service=\"s\"} 0",
              "roundtrip_events_handled_total{method=\"on\",outcome=\"ok\",service=\"s\"} 1",
              "roundtrip_events_accepted_to_done_seconds_count{method=\"on\",service=\"s\"} 1",
              "roundtrip_events_published_total 1",
              "roundtrip_events_kept 1")) {
        assertTrue(text.contains(line), () -> line + " is not in\n" + text);
      }
    }
  }

  @Test
  void anEngineWithoutServicesHasNone() {
    assertFalse(scrape(ServiceSnapshot.NONE).contains("roundtrip_rpc_"));
    assertFalse(scrape(ServiceSnapshot.NONE).contains("roundtrip_events_"));
  }
}
