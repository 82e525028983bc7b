package io.roundtrip.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.app.Program;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.RawConnection.Answer;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class DrainIT {
  private static final int SENDERS = 32;
  private static final String ENGINE =
      """
      http: { host: 127.0.0.1, port: 0 }
      management: { host: 127.0.0.1, port: 0 }
      shards: 2
      store: { journal: off }
      drain-timeout: %s
      drain-linger: %s
      routes: routes/*.yaml
      """;
  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      order: %s
      to:
        - { id: lab, concurrency: %d, timeout: 30s, http: { url: "%s" } }
      """;

  @TempDir Path folder;

  /** An engine in a process of its own. */
  private record Child(Program program, int ingest, int management) implements AutoCloseable {
    static Child start(Path folder, String engine, String route) throws IOException {
      Path conf = TestEngine.write(folder, engine, route);
      Program program = Program.jar(folder, "run", "--conf", conf.toString());
      Matcher ports =
          Pattern.compile("ingest port (\\d+), management port (\\d+)")
              .matcher(program.awaitLine("listening"));
      assertTrue(ports.find());
      return new Child(program, Integer.parseInt(ports.group(1)), Integer.parseInt(ports.group(2)));
    }

    int health(HttpClient client, String which) throws Exception {
      URI uri = URI.create("http://127.0.0.1:" + management + "/health/" + which);
      return client
          .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
          .statusCode();
    }

    @Override
    public void close() throws IOException {
      program.close();
    }
  }

  /** One request that was sent whole: when, and what came back; null if the connection broke. */
  private record Sent(long atNanos, @org.jspecify.annotations.Nullable Answer answer) {}

  @Test
  void answersEveryRequestThatWasThereBeforeTheSignalAndClosesThePortLast() throws Exception {
    try (ScriptedDestination lab = new ScriptedDestination();
        Child engine =
            Child.start(
                folder, ENGINE.formatted("20s", "1s"), ROUTE.formatted("none", 64, lab.url()));
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient client = HttpClient.newHttpClient()) {
      Queue<Runnable> held = new ConcurrentLinkedQueue<>();
      lab.script(
          (vertx, request, body) -> {
            if (body.contains("hold")) {
              held.add(() -> vertx.runOnContext(go -> request.response().end()));
            } else {
              vertx.setTimer(1 + body.length() % 20, late -> request.response().end());
            }
          });
      List<CompletableFuture<List<Sent>>> senders = new ArrayList<>();
      for (int i = 0; i < SENDERS; i++) {
        String body = i % 8 == 0 ? "{\"hold\":true}" : "{\"n\":" + "1".repeat(i) + "}";
        senders.add(CompletableFuture.supplyAsync(() -> sendUntilRefused(engine, body), threads));
      }
      lab.awaitReceived(500);
      Await.until("the held messages", held::size, size -> size == SENDERS / 8);
      long signalled = System.nanoTime();
      engine.program().signal("TERM");

      Await.until("readiness", () -> engine.health(client, "ready"), status -> status == 503);
      assertEquals(200, engine.health(client, "live"));
      // The port is open while messages are under way, and says no.
      assertSaysNo(engine.ingest());
      held.forEach(Runnable::run);
      assertPortClosesLast(engine);
      assertEquals(0, engine.program().exitCode(), engine.program().err());

      long delivered = 0;
      for (CompletableFuture<List<Sent>> sender : senders) {
        for (Sent sent : sender.get(20, TimeUnit.SECONDS)) {
          Answer answer = sent.answer();
          if (answer == null) {
            assertTrue(sent.atNanos() > signalled, "a request sent before the signal broke");
          } else if (answer.status() == 200) {
            delivered++;
          } else {
            assertRefused(answer);
          }
        }
      }
      assertEquals(lab.received().size(), delivered, "every delivered message was answered so");
    }
  }

  private static List<Sent> sendUntilRefused(Child engine, String body) {
    List<Sent> all = new ArrayList<>();
    byte[] request =
        RawConnection.post("/orders", body).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (RawConnection connection = new RawConnection(engine.ingest())) {
      Answer answer;
      do {
        connection.send(request);
        long at = System.nanoTime();
        try {
          answer = connection.answer();
        } catch (UncheckedIOException broken) {
          answer = null;
        }
        all.add(new Sent(at, answer));
      } while (answer != null && answer.status() == 200);
    } catch (IOException | UncheckedIOException closed) {
      // closed between two requests
    }
    return all;
  }

  /** From now on every request is refused, until nobody listens any more. */
  private static void assertPortClosesLast(Child engine) {
    Await.until(
        "the end of the port",
        () -> {
          try (RawConnection late = new RawConnection(engine.ingest())) {
            assertRefused(late.send(RawConnection.post("/orders", "{}")).answer());
            return "open";
          } catch (ConnectException closed) {
            return "closed";
          } catch (IOException | UncheckedIOException closing) {
            return "closing";
          }
        },
        "closed"::equals);
  }

  /**
   * Every shard comes to refuse what is new. Each is told in its own time, and connections go round: more of them than
   * there are shards, each asking for what no route takes until it hears the no.
   */
  private static void assertSaysNo(int port) throws IOException {
    for (int i = 0; i < 4; i++) {
      try (RawConnection late = new RawConnection(port)) {
        assertRefused(
            Await.until(
                "the no of a draining shard",
                () -> late.send(RawConnection.post("/nowhere", "{}")).answer(),
                answer -> answer.status() != 404));
        late.awaitClosed();
      }
    }
  }

  private static void assertRefused(Answer answer) {
    assertEquals(503, answer.status(), answer.body());
    assertEquals("close", answer.header("Connection"));
    assertEquals("application/problem+json", answer.header("Content-Type"));
    assertEquals("not-attempted", answer.header("X-Delivery-Outcome"));
    assertEquals("urn:roundtrip:problem:draining", answer.json().getString("type"));
    assertEquals("not-attempted", answer.json().getString("outcome"));
    assertTrue(Integer.parseInt(answer.header("Retry-After")) >= 1);
  }

  @Test
  void stopsAtOnceOnASecondSignal() throws Exception {
    try (ScriptedDestination lab = new ScriptedDestination().script(ScriptedDestination.hangs());
        Child engine =
            Child.start(
                folder, ENGINE.formatted("50s", "1s"), ROUTE.formatted("none", 64, lab.url()));
        RawConnection sender = new RawConnection(engine.ingest());
        HttpClient client = HttpClient.newHttpClient()) {
      sender.send(RawConnection.post("/orders", "{}"));
      lab.awaitReceived(1);
      engine.program().signal("TERM");
      Await.until("readiness", () -> engine.health(client, "ready"), status -> status == 503);
      engine.program().signal("TERM");
      assertEquals(128 + 15, engine.program().exitCode());
      assertThrows(UncheckedIOException.class, sender::answer);
    }
  }

  @Test
  void answersWhatIsLeftWhenTheDrainTimeoutPasses() throws Exception {
    try (ScriptedDestination lab = new ScriptedDestination().script(ScriptedDestination.hangs());
        TestEngine engine =
            TestEngine.startWith(
                folder,
                ENGINE.formatted("300ms", "500ms"),
                ROUTE.formatted("strict", 1, lab.url()));
        RawConnection onTheWire = new RawConnection(engine.engine().httpPort());
        RawConnection queued = new RawConnection(engine.engine().httpPort());
        RawConnection slow = new RawConnection(engine.engine().httpPort())) {
      onTheWire.send(RawConnection.post("/orders", "{}"));
      lab.awaitReceived(1);
      queued.send(RawConnection.post("/orders", "{}"));
      Await.depth(engine, "orders", 1);
      // Read by the engine, because it asks for the rest.
      slow.send(RawConnection.head("/orders", 10, "Expect", "100-continue"));
      assertEquals(100, slow.answer().status());
      slow.send("{");
      Future<Void> stopped = engine.engine().stop();

      Answer unknown = onTheWire.answer();
      assertEquals(504, unknown.status(), unknown.body());
      assertEquals("unknown", unknown.header("X-Delivery-Outcome"));
      assertRefused(queued.answer());
      assertRefused(slow.answer());
      stopped.await(20, TimeUnit.SECONDS);
      assertEquals(1, lab.received().size());
      assertThrows(ConnectException.class, () -> new RawConnection(engine.engine().httpPort()));
    }
  }

  @Test
  void finishesWhatWaitsInTheQueueAndWhatStillArrives() throws Exception {
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine =
            TestEngine.startWith(
                folder, ENGINE.formatted("20s", "0s"), ROUTE.formatted("strict", 1, lab.url()));
        RawConnection first = new RawConnection(engine.engine().httpPort());
        RawConnection queued = new RawConnection(engine.engine().httpPort());
        RawConnection arriving = new RawConnection(engine.engine().httpPort());
        RawConnection idle = new RawConnection(engine.engine().httpPort())) {
      Queue<Runnable> held = new ConcurrentLinkedQueue<>();
      lab.script(
          (vertx, request, body) ->
              held.add(() -> vertx.runOnContext(go -> request.response().end())),
          ScriptedDestination.answers(200));
      idle.send(RawConnection.post("/nowhere", "{}"));
      assertEquals(404, idle.answer().status());
      first.send(RawConnection.post("/orders", "{}"));
      lab.awaitReceived(1);
      queued.send(RawConnection.post("/orders", "{}"));
      Await.depth(engine, "orders", 1);
      arriving.send(RawConnection.head("/orders", 2, "Expect", "100-continue"));
      assertEquals(100, arriving.answer().status());
      Future<Void> stopped = engine.engine().stop();
      assertSaysNo(engine.engine().httpPort());
      arriving.send("{}");
      Await.depth(engine, "orders", 2);
      held.forEach(Runnable::run);
      for (RawConnection accepted : List.of(first, queued, arriving)) {
        Answer answer = accepted.answer();
        assertEquals(200, answer.status(), answer.body());
        assertEquals("close", answer.header("Connection"));
      }
      stopped.await(20, TimeUnit.SECONDS);
      idle.awaitClosed();
      assertEquals(3, lab.received().size());
    }
  }

  @Test
  void deliversWhatItHasAnsweredWith202BeforeItStops() throws Exception {
    try (ScriptedDestination lab =
            new ScriptedDestination()
                .script(ScriptedDestination.after(20, ScriptedDestination.answers(200)));
        TestEngine engine =
            TestEngine.startWith(
                folder,
                ENGINE.formatted("20s", "0s"),
                "reply: queued\n" + ROUTE.formatted("strict", 1, lab.url()))) {
      for (int i = 0; i < 20; i++) {
        assertEquals(202, engine.post("/orders", "{}").statusCode());
      }
      engine.engine().stop().await(20, TimeUnit.SECONDS);
      assertEquals(20, lab.received().size());
    }
  }
}
