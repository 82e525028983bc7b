package io.roundtrip.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.future.LoopFuture;
import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.kit.WebServer;
import io.roundtrip.net.Problem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class HttpRoutesIT {
  /** Which way to go. */
  enum Way {
    up,
    down
  }

  record Order(String item, int quantity, @Nullable Instant at) {
    Order {
      if (quantity < 1) {
        throw new IllegalArgumentException("quantity must be 1 or more");
      }
    }
  }

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

  private static JsonObject problem(HttpResponse<String> response, int status) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals("application/problem+json", TestEngine.header(response, "content-type"));
    JsonObject problem = TestEngine.json(response);
    assertEquals(status, problem.getInteger("status"));
    return problem;
  }

  @Test
  void readsParametersByTheirTypes() {
    http.get(
        "/at/{id}/{way}/{uuid}",
        request ->
            List.of(
                request.path("id", Long.class),
                request.path("way", Way.class),
                request.path("uuid", UUID.class),
                request.query("q", Integer.class, 10),
                request.query("flag", Boolean.class),
                request.queries("n", Integer.class),
                request.header("X-Limit", Duration.class)));
    UUID uuid = UUID.randomUUID();
    HttpResponse<String> answer =
        serve().get("/at/7/down/" + uuid + "?flag=true&n=1&n=2", "X-Limit", "PT5S");
    assertEquals("[7,\"down\",\"" + uuid + "\",10,true,[1,2],\"PT5S\"]", answer.body());
    assertEquals("application/json", TestEngine.header(answer, "content-type"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "/at/x/up?q=1|path|id|path parameter 'id' must be a whole number of 64 bits",
        "/at/1/left?q=1|path|way|path parameter 'way' must be one of [up, down]",
        "/at/1/up?q=much|query|q|query parameter 'q' must be a whole number of 32 bits",
        "/at/1/up|query|q|query parameter 'q' is missing; it must be a whole number of 32 bits",
        "/at/1/up?q=1|header|X-On|header parameter 'X-On' is missing; it must be true or false",
      })
  void namesAWrongParameter(String uri, String in, String name, String detail) {
    http.get(
        "/at/{id}/{way}",
        request ->
            List.of(
                request.path("id", Long.class),
                request.path("way", Way.class),
                request.query("q", Integer.class),
                request.header("X-On", Boolean.class)));
    JsonObject problem = problem(serve().get(uri), 400);
    assertEquals(detail, problem.getString("detail"));
    assertEquals(in, problem.getString("in"));
    assertEquals(name, problem.getString("parameter"));
  }

  @Test
  void aPlaceThatThePathDoesNotHaveIsABug() {
    http.get("/at/{id}", request -> request.path("name", String.class));
    problem(serve().get("/at/1"), 500);
  }

  @Test
  void aQueryThatCannotBeDecodedIsTheClients() throws Exception {
    http.get("/q", request -> request.query("a", String.class));
    try (RawConnection raw = new RawConnection(serve().port())) {
      raw.send("GET /q?a=%zz HTTP/1.1\r\nHost: test\r\n\r\n");
      assertEquals(400, raw.answer().status());
    }
  }

  @Test
  void readsABodyAsARecord() {
    http.post("/order", request -> request.body(Order.class));
    WebServer up = serve();
    HttpResponse<String> answer =
        up.post("/order", "{\"item\":\"a\",\"quantity\":2,\"at\":\"2026-03-01T10:00:00Z\"}");
    assertEquals("{\"item\":\"a\",\"quantity\":2,\"at\":\"2026-03-01T10:00:00Z\"}", answer.body());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"item\":\"a\",\"quantity\":0}|422|is refused: quantity must be 1 or more",
        "{\"item\":\"a\",\"quantity\":\"many\"}|422|the body's /quantity is missing or of another"
            + " type",
        "{\"item\":\"a\"}|422|the body's /quantity is missing or of another type",
        "{\"item\":\"a\",\"quantity\":1,\"colour\":1}|422|the body's /colour is not known here",
        "null|422|must not be null",
        "[1]|422|the body is missing or of another type",
        "{\"item\":|400|the body is no JSON",
        "{\"item\":\"a\",\"quantity\":1} 2|400|the body is no JSON of one value",
        "''|400|the body is empty",
      })
  void saysWhereABodyIsWrong(String body, int status, String detail) {
    http.post("/order", request -> request.body(Order.class));
    JsonObject problem = problem(serve().post("/order", body), status);
    assertTrue(problem.getString("detail").contains(detail), problem::encode);
    assertEquals("body", problem.getString("in"));
  }

  @Test
  void refusesABodyOfAnotherMediaTypeAndOneThatIsTooLarge() {
    http.post("/order", request -> request.body(Order.class));
    http.put("/bytes", request -> request.bytes().length());
    WebServer up = serve();
    problem(up.post("/order", "a=b", "Content-Type", "text/plain"), 415);
    HttpRequest large =
        HttpRequest.newBuilder(up.uri("/bytes"))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[WebServer.MOST_BODY + 1]))
            .build();
    assertEquals("urn:roundtrip:problem:too-large", problem(up.send(large), 413).getString("type"));
    HttpRequest most =
        HttpRequest.newBuilder(up.uri("/bytes"))
            .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[WebServer.MOST_BODY]))
            .build();
    assertEquals("" + WebServer.MOST_BODY, up.send(most).body());
    Await.until("no memory is held", up::heldBytes, bytes -> bytes == 0);
  }

  @Test
  void rendersWhatAHandlerReturns() {
    http.get("/record", request -> new Order("a", 1, null));
    http.get("/text", request -> "grüße");
    http.get("/bytes", request -> Buffer.buffer(new byte[] {1, 2, 3}));
    http.get("/nothing", request -> null);
    http.post(
        "/made", request -> Response.created("/record", new Order("b", 2, null)).with("X-A", "1"));
    http.get("/typed", request -> Response.of(200, "<a/>").with("Content-Type", "text/xml"));
    http.get("/future", request -> Future.succeededFuture("awaited"));
    WebServer up = serve();
    assertEquals("{\"item\":\"a\",\"quantity\":1,\"at\":null}", up.get("/record").body());
    assertEquals("grüße", up.get("/text").body());
    assertEquals("text/plain; charset=utf-8", TestEngine.header(up.get("/text"), "content-type"));
    assertEquals("\u0001\u0002\u0003", up.get("/bytes").body());
    assertEquals(204, up.get("/nothing").statusCode());
    HttpResponse<String> made = up.post("/made", "{}");
    assertEquals(201, made.statusCode());
    assertEquals("/record", TestEngine.header(made, "location"));
    assertEquals("1", TestEngine.header(made, "x-a"));
    assertEquals("text/xml", TestEngine.header(up.get("/typed"), "content-type"));
    assertEquals("awaited", up.get("/future").body());
  }

  @Test
  void aValueIsMadeOnAVirtualThreadAndAFutureOnTheLoop() {
    BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    http.get(
        "/value",
        request -> {
          threads.add(Thread.currentThread());
          return "v";
        });
    http.onLoop()
        .get(
            "/future",
            request -> {
              threads.add(Thread.currentThread());
              return Future.succeededFuture("f");
            });
    http.onLoopFutures()
        .get(
            "/loop-future",
            request -> {
              threads.add(Thread.currentThread());
              return LoopFuture.makeReady("l");
            });
    WebServer up = serve();
    assertEquals("v", up.get("/value").body());
    assertTrue(threads.remove().isVirtual());
    assertEquals("f", up.get("/future").body());
    assertEquals(up.loop(), threads.remove());
    assertEquals("l", up.get("/loop-future").body());
    assertEquals(up.loop(), threads.remove());
  }

  @Test
  void aFutureThatIsCompletedElsewhereIsAnsweredOnTheLoop() {
    http.onLoop()
        .get(
            "/late",
            Vertx.class,
            (request, vertx) ->
                Future.future(
                    promise -> Thread.ofVirtual().start(() -> promise.complete("from elsewhere"))));
    assertEquals("from elsewhere", serve().get("/late").body());
  }

  @Test
  void aFailureIsAnsweredByItsTypeAndABugWithoutItsWords() {
    http.get(
        "/conflict",
        request -> {
          throw HttpError.conflict("taken").with("by", "Ada");
        });
    http.onLoop().get("/gone", request -> Future.failedFuture(HttpError.notFound("no such")));
    http.onLoopFutures()
        .get("/loop", request -> LoopFuture.makeException(HttpError.forbidden("not you")));
    http.get(
        "/bug",
        request -> {
          throw new IllegalStateException("the secret of the database");
        });
    http.onError(
        ArithmeticException.class, failure -> Problem.of(418, "teapot", "Teapot", "counted"));
    http.get("/count", request -> Integer.parseInt("1") / Integer.parseInt("0"));
    WebServer up = serve();
    assertEquals("Ada", problem(up.get("/conflict"), 409).getString("by"));
    problem(up.get("/gone"), 404);
    problem(up.get("/loop"), 403);
    assertFalse(problem(up.get("/bug"), 500).encode().contains("secret"));
    problem(up.get("/count"), 418);
  }

  @Test
  void whatCannotBeSentIsStillAnsweredAndKeepsNoPlace() {
    http.get(
            "/break/{name}",
            request -> Response.created("/" + request.path("name", String.class), "it"))
        .concurrency(2);
    http.onError(
        ArithmeticException.class,
        failure -> {
          throw new IllegalStateException("the mapper itself fails", failure);
        });
    http.get("/count", request -> Integer.parseInt("1") / Integer.parseInt("0")).concurrency(2);
    WebServer up = serve();
    for (int i = 0; i < 6; i++) {
      problem(up.get("/break/a%0D%0Ab"), 500);
      problem(up.get("/count"), 500);
    }
  }

  @Test
  void saysWhichMethodsAPathTakes() {
    http.get("/item/{id}", request -> "a");
    http.delete("/item/{id}", request -> null);
    http.webSocket("/socket", socket -> {});
    WebServer up = serve();
    HttpResponse<String> answer = up.post("/item/1", "{}");
    problem(answer, 405);
    assertEquals("DELETE, GET", TestEngine.header(answer, "allow"));
    problem(up.get("/socket"), 426);
    problem(up.get("/elsewhere"), 404);
  }

  @Test
  void answersAtTheDeadlineInterruptsAndKeepsThePlaceUntilTheHandlerEnds() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    http.get(
            "/slow",
            request -> {
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException late) {
                interrupted.countDown();
              }
              return release.await(30, TimeUnit.SECONDS);
            })
        .deadline(Duration.ofMillis(200))
        .concurrency(1);
    WebServer up = serve();
    JsonObject late = problem(up.get("/slow"), 504);
    assertTrue(late.getString("detail").contains("did not answer within PT0.2S"), late::encode);
    assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    HttpResponse<String> full = up.get("/slow");
    problem(full, 503);
    assertEquals("1", TestEngine.header(full, "retry-after"));
    release.countDown();
    Await.until("the place is free", up::inside, inside -> inside == 0);
  }

  @Test
  void aBodyThatDoesNotArriveInTimeIsRefused() throws Exception {
    http.post("/order", request -> request.text()).deadline(Duration.ofMillis(200));
    WebServer up = serve();
    try (RawConnection raw = new RawConnection(up.port())) {
      raw.send(RawConnection.head("/order", 100) + "begun");
      assertEquals(408, raw.answer().status());
    }
    Await.until("the place is free", up::inside, inside -> inside == 0);
  }

  @Test
  void handsOverWhatTheApplicationProvides() {
    http.provide(StringBuilder.class, () -> new StringBuilder("provided"));
    http.get("/own", StringBuilder.class, (request, own) -> own.toString());
    assertEquals("provided", serve().get("/own").body());
  }

  @Test
  void doesNotStartWithoutWhatAHandlerNeedsAndSaysWhat() {
    http.get("/own", StringBuilder.class, (request, own) -> own.toString());
    assertEquals(
        "java.lang.IllegalStateException: route GET /own: nothing provides"
            + " java.lang.StringBuilder: add http.provide(StringBuilder.class, …)",
        String.valueOf(assertThrows(RuntimeException.class, this::serve).getCause()));
  }

  @Test
  void theClientAsksOthersWithinItsTime() {
    http.get("/origin", request -> "from the origin");
    http.get(
            "/never",
            request -> {
              new CountDownLatch(1).await();
              return "";
            })
        .deadline(Duration.ofSeconds(5));
    http.get(
        "/proxy",
        Client.class,
        (request, client) -> client.get(request.query("url", String.class)).await().text());
    http.get(
        "/hasty",
        Client.class,
        (request, client) ->
            client.within(Duration.ofMillis(100)).get(request.query("url", String.class)).await());
    WebServer up = serve();
    assertEquals("from the origin", up.get("/proxy?url=" + up.uri("/origin")).body());
    problem(up.get("/hasty?url=" + up.uri("/never")), 504);
  }

  @Test
  void aDrainWaitsForAHandlerUntilItsTimeIsOver() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    http.get(
        "/slow",
        request -> {
          running.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException stopped) {
            interrupted.countDown();
          }
          return "never heard";
        });
    WebServer up = serve();
    try (RawConnection raw = new RawConnection(up.port())) {
      raw.send("GET /slow HTTP/1.1\r\nHost: test\r\n\r\n");
      assertTrue(running.await(30, TimeUnit.SECONDS));
      up.drain();
      assertTrue(raw.isQuiet());
      assertFalse(up.isIdle());
      up.finish();
      assertEquals(504, raw.answer().status());
      up.awaitIdle();
      assertTrue(interrupted.await(30, TimeUnit.SECONDS));
    }
  }
}
