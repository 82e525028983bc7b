package io.roundtrip.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.TestPostgres;
import io.roundtrip.kit.WebServer;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StreamingIT {
  private static final int PIECE = 16 * 1024;

  /** Far more than sockets and write queues hold together. */
  private static final int MUCH = 64 * 1024 * 1024;

  private final Http http = new Http();
  private @Nullable WebServer server;

  private WebServer serve() {
    WebServer made = new WebServer(http);
    server = made;
    return made;
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.close();
    }
  }

  private static void ask(RawConnection raw, String path) {
    raw.send("GET " + path + " HTTP/1.1\r\nHost: test\r\n\r\n");
  }

  private static String readTo(RawConnection raw, String text) {
    StringBuilder read = new StringBuilder();
    while (read.indexOf(text) < 0) {
      byte[] next = raw.read(1);
      if (next.length == 0) {
        throw new AssertionError("the connection ended after " + read);
      }
      read.append(new String(next, StandardCharsets.ISO_8859_1));
    }
    return read.toString();
  }

  @Test
  void sendsPiecesFromAVirtualThreadAndFromTheLoop() {
    http.get(
        "/pieces",
        request ->
            Streaming.chunked(
                "text/csv",
                out -> {
                  out.write("a,b\n");
                  out.write("1,2\n");
                }));
    http.onLoop()
        .get(
            "/chained",
            request ->
                Future.succeededFuture(
                    Streaming.linesOnLoop(
                        out -> out.line(List.of(1)).compose(sent -> out.line("two")))));
    WebServer up = serve();
    HttpResponse<String> pieces = up.get("/pieces");
    assertEquals("a,b\n1,2\n", pieces.body());
    assertEquals("text/csv", TestEngine.header(pieces, "content-type"));
    HttpResponse<String> lines = up.get("/chained");
    assertEquals("[1]\n\"two\"\n", lines.body());
    assertEquals("application/x-ndjson", TestEngine.header(lines, "content-type"));
  }

  @Test
  void aSlowReaderHoldsUpItsSourceAndGetsItAll() throws Exception {
    AtomicLong sent = new AtomicLong();
    String piece = "x".repeat(PIECE);
    http.get(
        "/much",
        request ->
            Streaming.chunked(
                "text/plain",
                out -> {
                  for (int i = 0; i < MUCH / PIECE; i++) {
                    out.write(piece);
                    sent.addAndGet(PIECE);
                  }
                }));
    WebServer up = serve();
    try (RawConnection raw = new RawConnection(up.port(), 8 * 1024)) {
      ask(raw, "/much");
      readTo(raw, "\r\n\r\n");
      // Nobody reads: what the sockets hold is sent, and then the source stands still.
      long[] last = {-1};
      Await.until(
          "the source stands still",
          () -> {
            LockSupport.parkNanos(Duration.ofMillis(300).toNanos());
            long now = sent.get();
            boolean still = now > 0 && now == last[0];
            last[0] = now;
            return still;
          },
          still -> still);
      assertTrue(sent.get() < MUCH / 2, () -> sent.get() + " bytes were sent to nobody");
      long body = 0;
      while (body < MUCH) { // and the framing of its chunks
        int got = raw.read(64 * 1024).length;
        body += got;
        assertTrue(got > 0);
      }
      Await.until("all is sent", sent::get, bytes -> bytes == MUCH);
    }
  }

  @Test
  void whoSendsOnWithoutWaitingIsRefused() throws Exception {
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    String piece = "x".repeat(1024 * 1024);
    http.onLoop()
        .get(
            "/greedy",
            request ->
                Future.succeededFuture(
                    Streaming.chunkedOnLoop(
                        "text/plain",
                        out -> {
                          Future<Void> last = out.send(piece);
                          for (int i = 0; i < 100 && !last.failed(); i++) {
                            last = out.send(piece);
                          }
                          last.onFailure(refused::complete);
                          return last;
                        })));
    try (RawConnection raw = new RawConnection(serve().port(), 8 * 1024)) {
      ask(raw, "/greedy");
      Throwable failure = refused.get(30, TimeUnit.SECONDS);
      assertTrue(failure.toString().contains("send when its future is done"), failure::toString);
      raw.awaitClosed();
    }
  }

  @Test
  void aReaderThatStandsStillIsGivenUp() throws Exception {
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    String piece = "x".repeat(PIECE);
    http.get(
            "/much",
            request ->
                Streaming.chunked(
                    "text/plain",
                    out -> {
                      try {
                        while (true) {
                          out.write(piece);
                        }
                      } catch (RuntimeException failure) {
                        ended.complete(failure);
                        throw failure;
                      }
                    }))
        .stall(Duration.ofMillis(500));
    WebServer up = serve();
    try (RawConnection raw = new RawConnection(up.port(), 8 * 1024)) {
      ask(raw, "/much");
      ended.get(30, TimeUnit.SECONDS);
      Await.until("its place is free", up::inside, inside -> inside == 0);
    }
  }

  @Test
  void aSourceThatFailsBreaksTheConnectionOff() throws Exception {
    http.get(
        "/broken",
        request ->
            Streaming.lines(
                out -> {
                  out.writeLine("first");
                  throw new IllegalStateException("on purpose");
                }));
    WebServer up = serve();
    assertThrows(UncheckedIOException.class, () -> up.get("/broken"));
    Await.until("its place is free", up::inside, inside -> inside == 0);
  }

  @Test
  void eventsHaveTheirFieldsAndADrainEndsThem() throws Exception {
    BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    http.get(
        "/events-of/{what}",
        request ->
            Streaming.events(
                out -> {
                  try {
                    while (true) {
                      out.writeEvent(events.take());
                    }
                  } catch (StreamEnded | InterruptedException left) {
                    ended.complete(left);
                  }
                }));
    WebServer up = serve();
    try (RawConnection raw = new RawConnection(up.port())) {
      ask(raw, "/events-of/orders");
      String head = readTo(raw, "\r\n\r\n");
      assertTrue(head.contains("text/event-stream"), head);
      events.add(new Event("7", "made", "one\ntwo"));
      String event = readTo(raw, "\n\n");
      assertTrue(event.endsWith("id: 7\nevent: made\ndata: one\ndata: two\n\n"), event);
      up.drain();
      raw.awaitClosed();
      up.awaitIdle();
      ended.get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void aDrainLetsAStreamWithAnEndComeToIt() throws Exception {
    CompletableFuture<Boolean> go = new CompletableFuture<>();
    http.get(
        "/report",
        request ->
            Streaming.lines(
                out -> {
                  out.writeLine("first");
                  go.get(30, TimeUnit.SECONDS);
                  out.writeLine("last");
                }));
    WebServer up = serve();
    try (RawConnection raw = new RawConnection(up.port())) {
      ask(raw, "/report");
      readTo(raw, "\"first\"");
      up.drain();
      assertFalse(up.isIdle());
      go.complete(true);
      readTo(raw, "\"last\"");
      up.awaitIdle();
    }
  }

  @Test
  void whenTheDrainsTimeIsOverAStreamIsBrokenOff() throws Exception {
    http.get(
        "/report",
        request ->
            Streaming.lines(
                out -> {
                  out.writeLine("first");
                  new CountDownLatch(1).await();
                }));
    WebServer up = serve();
    try (RawConnection raw = new RawConnection(up.port())) {
      ask(raw, "/report");
      readTo(raw, "\"first\"");
      up.drain().finish();
      raw.awaitClosed();
      up.awaitIdle();
    }
  }

  @Test
  void aReaderThatLeavesEndsItsSource() throws Exception {
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    http.get(
        "/ticks",
        request ->
            Streaming.events(
                out -> {
                  try {
                    new CountDownLatch(1).await();
                  } catch (InterruptedException left) {
                    ended.complete(left);
                  }
                }));
    WebServer up = serve();
    try (RawConnection raw = new RawConnection(up.port())) {
      ask(raw, "/ticks");
      readTo(raw, "\r\n\r\n");
      raw.reset();
    }
    assertEquals(InterruptedException.class, ended.get(30, TimeUnit.SECONDS).getClass());
    Await.until("its place is free", up::inside, inside -> inside == 0);
  }

  @Test
  void rowsOfADatabaseAreReadAsTheirReaderTakesThem() throws Exception {
    try (TestPostgres postgres = new TestPostgres()) {
      AtomicLong mapped = new AtomicLong();
      http.get(
          "/rows",
          (request, pg) ->
              Streaming.rows(
                  pg.within(Duration.ofMinutes(1)),
                  "SELECT i, repeat('x', 1000) FROM generate_series(1, $1) i",
                  Tuple.of(request.query("n", Integer.class)),
                  row -> {
                    mapped.incrementAndGet();
                    return row.getInteger(0) + row.getString(1);
                  }));
      WebServer up = new WebServer(http, postgres.options());
      server = up;
      assertEquals(250, up.get("/rows?n=250").body().lines().count());
      mapped.set(0);
      try (RawConnection raw = new RawConnection(up.port(), 8 * 1024)) {
        ask(raw, "/rows?n=100000");
        readTo(raw, "\r\n\r\n");
        Await.until("rows come", mapped::get, rows -> rows > 0);
        assertTrue(mapped.get() < 100_000);
      }
      Await.until("its place is free", up::inside, inside -> inside == 0);
      assertTrue(mapped.get() < 100_000, () -> mapped.get() + " rows were read for nobody");
      server = null;
      up.close();
    }
  }
}
