package io.roundtrip.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command against a real engine. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SendIT {
  private static final String ORDERS =
      """
      id: orders
      from: { http: { path: /orders } }
      format: json
      key: /order/id
      order: per-key
      queue: { capacity: 1000 }
      to: [ { id: lab, http: { url: "%s", concurrency: %d } } ]
      """;
  private static final String INSIDE =
      """
      id: inside
      format: json
      to: [ { id: lab, http: { url: "%s" } } ]
      """;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Path folder;

  SendIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @Test
  void asksForTheRoutesPathAndKeyAndSaysWhatBecameOfEachMessage() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ORDERS.formatted(lab.url(), 64))) {
      lab.script(
          ScriptedDestination.answers(200),
          ScriptedDestination.answers(500),
          ScriptedDestination.answers(200));
      JsonObject report =
          send(
              engine,
              0,
              "--route",
              "orders",
              "--rate",
              "500",
              "--total",
              "60",
              "--keys",
              "3",
              "--size",
              "200..300",
              "--json");
      assertEquals(60, report.getInteger("sent"));
      assertEquals(60, report.getInteger("answered"));
      assertEquals(0, report.getInteger("notSent"));
      assertEquals(59, count(report, "delivered"));
      assertEquals(1, count(report, "rejected"));
      assertEquals(59, report.getJsonObject("statuses").getInteger("200"));
      assertEquals(1, report.getJsonObject("statuses").getInteger("502"));
      Set<String> keys = new TreeSet<>();
      for (String body : lab.bodies()) {
        keys.add(new JsonObject(body).getJsonObject("order").getString("id"));
        assertTrue(body.length() >= 200 && body.length() <= 300, body);
      }
      assertEquals(Set.of("k1", "k2", "k3"), keys);
    }
  }

  @Test
  void latencyCountsFromWhenAMessageWasDue() {
    // One at a time, 50 ms each: of 20 messages that are due within 0.1 s the last is answered
    // after a second.
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ORDERS.formatted(lab.url(), 1))) {
      lab.script(ScriptedDestination.after(50, ScriptedDestination.answers(200)));
      JsonObject report =
          send(
              engine,
              0,
              "--route",
              "orders",
              "--rate",
              "200",
              "--total",
              "20",
              "--connections",
              "1",
              "--json");
      JsonObject latency = report.getJsonObject("latencyMs");
      assertEquals(20, count(report, "delivered"));
      assertTrue(latency.getDouble("max") >= 20 * 50 - 100, latency.encode());
      assertTrue(latency.getDouble("p50") >= 10 * 50 - 60, latency.encode());
      assertTrue(report.getJsonObject("latenessMs").getDouble("p50") < 50, report.encode());
    }
  }

  @Test
  void sendsTheGivenBodyAndHeadersFromAConfsPorts() throws Exception {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ORDERS.formatted(lab.url(), 64))) {
      Path body =
          Files.writeString(folder.resolve("order.json"), "{\"order\":{\"id\":\"{{key}}\"}}");
      Path conf =
          Files.writeString(
              folder.resolve("ports.yaml"),
              """
              http: { port: %d }
              management: { port: %d }
              routes: routes/*.yaml
              store: { journal: off }
              """
                  .formatted(engine.engine().httpPort(), engine.engine().managementPort()));
      int exit =
          execute(
              "send",
              "--conf",
              conf.toString(),
              "--route",
              "orders",
              "--total",
              "2",
              "--body",
              body.toString(),
              "--header",
              "Idempotency-Key: n{{sequence}}");
      assertEquals(0, exit, text(err));
      List<String> keys = new ArrayList<>();
      lab.received().forEach(each -> keys.add(each.headers().get("Idempotency-Key")));
      assertEquals(2, keys.stream().distinct().count(), keys.toString());
      assertEquals(
          Set.of("{\"order\":{\"id\":\"k1\"}}", "{\"order\":{\"id\":\"k2\"}}"),
          Set.copyOf(lab.bodies()));
      assertTrue(text(out).contains("2 sent, 2 answered"), text(out));
      assertTrue(text(out).contains("p99.9"), text(out));
    }
  }

  @Test
  void hintsAtABodyWhereTheRouteTakesNoneOfTheMadeUpOnes() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.start(folder, ORDERS.formatted(lab.url(), 64))) {
      assertEquals(
          0, execute("send", "--url", ingest(engine), "--path", "/orders", "--total", "2"));
      assertTrue(text(out).contains("--body"), text(out));
      assertEquals(List.of(), lab.received());
    }
  }

  @Test
  void aRouteThatCannotBeSentToIsAWrongOption() {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine =
            TestEngine.start(
                folder, ORDERS.formatted(lab.url(), 64), INSIDE.formatted(lab.url()))) {
      send(engine, 2, "--route", "order", "--total", "1");
      assertTrue(text(err).contains("no route 'order'; it has orders, inside"), text(err));
      send(engine, 2, "--route", "inside", "--total", "1");
      assertTrue(text(err).contains("not reached over HTTP"), text(err));
    }
  }

  @Test
  void exitsWithOneWhereNothingCouldBeSent() {
    String nobody = "http://127.0.0.1:" + ScriptedDestination.refusingPort();
    assertEquals(1, execute("send", "--management", nobody, "--route", "orders"));
    assertTrue(text(err).contains("nobody answers at " + nobody), text(err));
    assertEquals(1, execute("send", "--url", nobody, "--path", "/orders", "--total", "3"));
    assertTrue(text(err).contains("no message was answered by " + nobody), text(err));
    assertTrue(text(out).contains("3 without an answer"), text(out));
  }

  private JsonObject send(TestEngine engine, int exit, String... options) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "send",
                "--url",
                ingest(engine),
                "--management",
                "http://127.0.0.1:" + engine.engine().managementPort()));
    all.addAll(List.of(options));
    assertEquals(exit, execute(all.toArray(String[]::new)), () -> text(err));
    return exit == 0 ? new JsonObject(text(out)) : new JsonObject();
  }

  private static String ingest(TestEngine engine) {
    return "http://127.0.0.1:" + engine.engine().httpPort();
  }

  private static int count(JsonObject report, String outcome) {
    return report.getJsonObject("outcomes").getJsonObject(outcome).getInteger("count");
  }

  private int execute(String... args) {
    return Main.execute(args, stream(out), stream(err));
  }

  private static PrintStream stream(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream of) {
    return of.toString(StandardCharsets.UTF_8);
  }
}
