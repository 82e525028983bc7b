package io.roundtrip.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.engine.Engine;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.ScriptedDestination;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.model.Outcome;
import io.roundtrip.model.OutcomeKind;
import io.roundtrip.model.Reason;
import io.roundtrip.model.RouteMessage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.http.HttpServerRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code when-full: wait} slows the sender down by the socket itself. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BackpressureIT {
  private static final int CHUNK = 64 << 10;
  private static final int CHUNKS = 512;

  private static final String ROUTE =
      """
      id: orders
      from: { http: { path: /orders } }
      deadline: 60s
      queue: { capacity: 1, when-full: wait }
      to: [ { id: lab, concurrency: 1, timeout: 60s, http: { url: "%s" } } ]
      """;

  @Test
  void aSenderOfALargeBodyIsStoppedUntilThereIsRoom(@TempDir Path folder) throws Exception {
    Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    String conf =
        TestEngine.ENGINE_CONF.replace(
            "http: { host: 127.0.0.1, port: 0 }",
            "http: { host: 127.0.0.1, port: 0, max-body: 64MiB }");
    AtomicInteger written = new AtomicInteger();
    try (ScriptedDestination lab = new ScriptedDestination();
        TestEngine engine = TestEngine.startWith(folder, conf, ROUTE.formatted(lab.url()));
        RawConnection sender = new RawConnection(engine.engine().httpPort())) {
      lab.script(
          ScriptedDestination.calls((request, body) -> held.add(request)),
          ScriptedDestination.answers(200));
      List<CompletableFuture<HttpResponse<String>>> before = new ArrayList<>();
      before.add(engine.postAsync("/orders", "1"));
      lab.awaitReceived(1);
      before.add(engine.postAsync("/orders", "2"));
      Await.depth(engine, "orders", 1);
      Thread writer = Thread.ofVirtual().unstarted(() -> write(sender, written));
      writer.start();
      Await.until("the first of the body is written", written::get, chunks -> chunks > 0);
      awaitStill(written);
      assertTrue(written.get() < CHUNKS, "the engine read all of the body without room for it");
      assertEquals(1, lab.received().size());
      held.remove().response().end();
      writer.join();
      assertEquals(CHUNKS, written.get());
      assertEquals(200, sender.answer().status());
      for (CompletableFuture<HttpResponse<String>> one : before) {
        assertEquals(200, one.get(20, TimeUnit.SECONDS).statusCode());
      }
      Await.idle(engine, "orders");
    }
  }

  @Test
  void aSenderInTheSameProcessHasItsReplyOnceThereIsRoom(@TempDir Path folder) {
    Vertx vertx = Vertx.vertx();
    Queue<HttpServerRequest> held = new ConcurrentLinkedQueue<>();
    try (ScriptedDestination lab = new ScriptedDestination()) {
      lab.script(
          ScriptedDestination.calls((request, body) -> held.add(request)),
          ScriptedDestination.answers(200));
      Path conf = TestEngine.write(folder, TestEngine.ENGINE_CONF, ROUTE.formatted(lab.url()));
      try (Engine engine = Engine.start(vertx, conf).await()) {
        Future<Message<Outcome>> first = send(vertx, "1");
        lab.awaitReceived(1);
        List<Future<Message<Outcome>>> next = new ArrayList<>();
        for (String body : List.of("2", "3", "4")) {
          next.add(send(vertx, body));
        }
        // One waits in the queue, one for its place, and one is one too many: on whichever shard.
        Await.until(
            "one refusal",
            () -> next.stream().filter(Future::isComplete).count(),
            done -> done == 1);
        assertFalse(first.isComplete());
        held.remove().response().end();
        assertEquals(OutcomeKind.DELIVERED, first.await().body().kind());
        List<@Nullable Reason> reasons = new ArrayList<>();
        for (Future<Message<Outcome>> one : next) {
          reasons.add(one.await().body().reason());
        }
        assertEquals(1, Collections.frequency(reasons, Reason.QUEUE_FULL), reasons::toString);
        assertEquals(2, Collections.frequency(reasons, null), "delivered: " + reasons);
        assertEquals(3, lab.received().size());
        assertTrue(engine.httpPort() > 0);
      }
    } finally {
      vertx.close().await();
    }
  }

  private static Future<Message<Outcome>> send(Vertx vertx, String body) {
    RouteMessage message = new RouteMessage(Map.of(), body.getBytes(UTF_8), Duration.ofSeconds(20));
    return vertx
        .eventBus()
        .request("roundtrip.route.orders", message, new DeliveryOptions().setSendTimeout(30_000));
  }

  private static void write(RawConnection sender, AtomicInteger written) {
    sender.send(RawConnection.head("/orders", CHUNK * CHUNKS));
    byte[] chunk = new byte[CHUNK];
    for (int i = 0; i < CHUNKS; i++) {
      sender.send(chunk);
      written.incrementAndGet();
    }
  }

  /** Until nothing was written for a while: what there is room for in the sockets is there. */
  private static void awaitStill(AtomicInteger written) {
    int[] last = {-1, 0};
    Await.until(
        "the writer stands still",
        () -> {
          int now = written.get();
          last[1] = now == last[0] ? last[1] + 1 : 0;
          last[0] = now;
          return last[1];
        },
        looks -> looks >= 300);
  }
}
