package io.roundtrip.extension;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.engine.Engine;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.service.On;
import io.roundtrip.service.Rpc;
import io.roundtrip.service.Service;
import io.roundtrip.service.ServiceClient;
import io.roundtrip.service.ServiceDefinitionException;
import io.roundtrip.service.ServiceException;
import io.vertx.core.Future;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services of an extension in a running engine: called over its ports, by Java routes, and drained with it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ExtensionServicesIT {
  private static final String NO_ROUTES =
      TestEngine.ENGINE_CONF.replace("routes: routes/*.yaml\n", "");

  private final Path folder;
  private final HttpClient client = HttpClient.newHttpClient();

  ExtensionServicesIT(@TempDir Path folder) {
    this.folder = folder;
  }

  @AfterEach
  void close() {
    client.close();
  }

  record Order(String item, int count) {
    Order {
      if (count < 1) {
        throw new IllegalArgumentException("count must be positive, got " + count);
      }
    }
  }

  record Placed(String item, int count, String by) {}

  /** What a user writes. */
  @Service("orders")
  static final class Orders {
    private final ServiceClient client;
    private final BlockingQueue<Placed> seen;
    private final CountDownLatch go;

    Orders(ServiceClient client, BlockingQueue<Placed> seen, CountDownLatch go) {
      this.client = client;
      this.seen = seen;
      this.go = go;
    }

    @Rpc
    Future<Placed> place(Order order) {
      Placed placed = new Placed(order.item(), order.count(), "loop");
      return client.publish("orders.placed", placed).map(placed);
    }

    @Rpc(timeout = "30s")
    Placed slowly(Order order) throws InterruptedException {
      boolean went = go.await(20, TimeUnit.SECONDS);
      return new Placed(order.item(), order.count(), "went " + went);
    }

    @Rpc
    Placed refuse(Order order) {
      if (order.count() > 0) {
        throw ServiceException.refused(409, "no " + order.item() + " left");
      }
      return new Placed(order.item(), 0, "nobody");
    }

    @On("orders.placed")
    void onPlaced(Placed placed) {
      seen.add(placed);
    }
  }

  private Engine start(BlockingQueue<Placed> seen, CountDownLatch go) {
    Extension extension =
        context -> {
          context.services().register(new Orders(context.serviceClient(), seen, go));
          context
              .http()
              .post(
                  "/place",
                  ServiceClient.class,
                  (request, calls) ->
                      calls
                          .call("orders", "place", request.body(Order.class), Placed.class)
                          .await());
          context
              .http()
              .post(
                  "/refuse",
                  ServiceClient.class,
                  (request, calls) ->
                      calls
                          .call("orders", "refuse", request.body(Order.class), Placed.class)
                          .await());
        };
    return Engine.start(TestEngine.write(folder, NO_ROUTES), List.of(extension));
  }

  private static HttpRequest.Builder to(Engine engine, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.httpPort() + path));
  }

  private HttpResponse<String> post(Engine engine, String path, String json, String... headers)
      throws Exception {
    HttpRequest.Builder request = to(engine, path).POST(HttpRequest.BodyPublishers.ofString(json));
    request.header("Content-Type", "application/json");
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  @Test
  void aServiceIsCalledOverThePortAndByJavaRoutesAndItsEventsAreReadThere() throws Exception {
    BlockingQueue<Placed> seen = new LinkedBlockingQueue<>();
    try (Engine engine = start(seen, new CountDownLatch(0))) {
      HttpResponse<InputStream> events =
          client.send(to(engine, "/events/orders.*").build(), BodyHandlers.ofInputStream());
      assertEquals(200, events.statusCode());
      HttpResponse<String> called =
          post(engine, "/rpc/orders/place", "{\"item\":\"tsh\",\"count\":2}");
      assertEquals(200, called.statusCode(), called.body());
      assertEquals("{\"item\":\"tsh\",\"count\":2,\"by\":\"loop\"}", called.body());
      HttpResponse<String> routed = post(engine, "/place", "{\"item\":\"fbc\",\"count\":1}");
      assertEquals(200, routed.statusCode(), routed.body());
      assertEquals("tsh", take(seen).item());
      assertEquals("fbc", take(seen).item());
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(events.body(), StandardCharsets.UTF_8));
      String line = lines.readLine();
      while (line != null && !line.startsWith("data:")) {
        line = lines.readLine();
      }
      assertTrue(line != null && line.contains("tsh"), line);
      HttpResponse<String> invalid =
          post(engine, "/rpc/orders/place", "{\"item\":\"tsh\",\"count\":0}");
      assertEquals(422, invalid.statusCode(), invalid.body());
      assertTrue(invalid.body().contains("count must be positive"), invalid.body());
      String metrics =
          client
              .send(
                  HttpRequest.newBuilder(
                          URI.create("http://127.0.0.1:" + engine.managementPort() + "/metrics"))
                      .build(),
                  BodyHandlers.ofString())
              .body();
      assertTrue(metrics.contains("roundtrip_rpc_"), "the methods are counted");
    }
  }

  private static Placed take(BlockingQueue<Placed> seen) throws InterruptedException {
    Placed placed = seen.poll(20, TimeUnit.SECONDS);
    assertTrue(placed != null, "the handler had no event");
    return placed;
  }

  @Test
  void aRefusalOfAServiceIsTheAnswerOfTheRouteThatAskedIt() throws Exception {
    try (Engine engine = start(new LinkedBlockingQueue<>(), new CountDownLatch(0))) {
      HttpResponse<String> refused = post(engine, "/refuse", "{\"item\":\"tsh\",\"count\":1}");
      assertEquals(409, refused.statusCode(), refused.body());
      assertTrue(refused.body().contains("no tsh left"), refused.body());
    }
  }

  @Test
  void aCallInTheBackgroundIsATaskAndTheDrainWaitsForIt() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    Engine engine = start(new LinkedBlockingQueue<>(), go);
    HttpResponse<String> accepted =
        post(
            engine,
            "/rpc/orders/slowly",
            "{\"item\":\"tsh\",\"count\":1}",
            "Prefer",
            "respond-async");
    assertEquals(202, accepted.statusCode(), accepted.body());
    String task = accepted.headers().firstValue("Location").orElseThrow();
    String running = client.send(to(engine, task).build(), BodyHandlers.ofString()).body();
    assertTrue(running.contains("running") || running.contains("queued"), running);
    go.countDown();
    HttpResponse<String> done =
        client.send(to(engine, task).header("Prefer", "wait=20").build(), BodyHandlers.ofString());
    assertTrue(done.body().contains("went true"), done.body());
    engine.close();
  }

  @Test
  void servicesThatCannotBeOfferedKeepTheEngineFromStarting() {
    Extension twice =
        context -> {
          context.services().rpc("s", "m", String.class, String.class, text -> text);
          context.services().rpc("s", "m", String.class, String.class, text -> text);
        };
    ServiceDefinitionException no =
        assertThrows(
            ServiceDefinitionException.class,
            () -> Engine.start(TestEngine.write(folder, NO_ROUTES), List.of(twice)));
    assertTrue(no.problems().getFirst().contains("'m'"), no.toString());
  }
}
