package io.roundtrip.demo.shop;

import static io.roundtrip.future.Await.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.demo.shop.EventReader.Told;
import io.roundtrip.demo.shop.Greetings.Greeting;
import io.roundtrip.demo.shop.Greetings.Name;
import io.roundtrip.demo.shop.Shop.Charge;
import io.roundtrip.demo.shop.Shop.Confirmation;
import io.roundtrip.demo.shop.Shop.CreateOrder;
import io.roundtrip.demo.shop.Shop.Order;
import io.roundtrip.demo.shop.Shop.OrderId;
import io.roundtrip.demo.shop.Shop.PlaceOrder;
import io.roundtrip.demo.shop.Shop.Placed;
import io.roundtrip.demo.shop.Shop.Receipt;
import io.roundtrip.demo.shop.Shop.Refund;
import io.roundtrip.demo.shop.Shop.Status;
import io.roundtrip.engine.Engine;
import io.roundtrip.future.Task;
import io.roundtrip.kit.TestEngine;
import io.roundtrip.service.Accepted;
import io.roundtrip.service.ServiceClient;
import io.roundtrip.service.ServiceException;
import io.roundtrip.task.AsyncOperation;
import io.roundtrip.task.TaskGroup;
import io.roundtrip.task.TaskRunner;
import io.roundtrip.task.Tasks;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of {@code docs/services.md} that are not the shop's own, run in a real engine with the shop in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class ServicesGuideIT {
  private final Greetings greetings = new Greetings();
  private final Engine engine;
  private final ServiceClient calls;

  ServicesGuideIT(@TempDir Path folder) {
    Path conf =
        TestEngine.write(folder, TestEngine.ENGINE_CONF.replace("routes: routes/*.yaml\n", ""));
    engine = Engine.start(conf, List.of(new ShopExtension(), greetings));
    calls = greetings.calls();
  }

  @BeforeAll
  void isThere() {
    assertTrue(engine.httpPort() > 0);
  }

  @AfterAll
  void stop() {
    engine.close();
  }

  private Order order() {
    return calls
        .call("order_service", "create", new CreateOrder("ada@example.org", "lamp", 2), Order.class)
        .await();
  }

  private <T> T onLoop(Callable<Future<T>> code) {
    Promise<T> done = Promise.promise();
    engine
        .vertx()
        .getOrCreateContext()
        .runOnContext(
            on -> {
              try {
                code.call().onComplete(done::handle);
              } catch (Throwable thrown) {
                done.fail(thrown);
              }
            });
    return done.future().await();
  }

  private static <T> T onVirtualThread(Callable<T> code) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            done.complete(code.call());
          } catch (Throwable thrown) {
            done.completeExceptionally(thrown);
          }
        });
    return done.get(30, TimeUnit.SECONDS);
  }

  // On an event loop: chain.
  private Future<String> chained(OrderId id) {
    return calls
        .call("order_service", "find", id, Order.class)
        .map(order -> order.item() + ": " + order.cents());
  }

  // On a virtual thread: read straight down.
  private String awaited(OrderId id) {
    Order order = await(calls.call("order_service", "find", id, Order.class));
    return order.item() + ": " + order.cents();
  }

  @Test
  void callsFromEveryThread() throws Exception {
    OrderId id = new OrderId(order().id());
    assertEquals("lamp: 9000", onLoop(() -> chained(id)));
    assertEquals("lamp: 9000", onVirtualThread(() -> awaited(id)));

    // On a plain thread: wait, and say for how long.
    Order order = calls.call("order_service", "find", id, Order.class).await(5, TimeUnit.SECONDS);
    assertEquals(9_000, order.cents());
  }

  @Test
  void aLoopIsNotBlocked() {
    OrderId id = new OrderId(order().id());
    assertThrows(
        IllegalStateException.class,
        () -> onLoop(() -> Future.succeededFuture(awaited(id)))); // says what to do instead
  }

  /** What a caller needs of the order service. */
  @io.roundtrip.service.Service("order_service")
  interface Orders {
    Order find(OrderId id); // waits: for virtual and plain threads

    Future<Order> cancel(OrderId id); // for every thread
  }

  @Test
  void hasAProxy() {
    OrderId id = new OrderId(order().id());
    Orders orders = calls.proxy(Orders.class);
    assertEquals("lamp", orders.find(id).item());
    assertEquals(Status.CANCELLED, orders.cancel(id).await().status());
  }

  private Integer both(OrderId one, OrderId other) {
    Future<Order> first = calls.call("order_service", "find", one, Order.class);
    Future<Order> second = calls.call("order_service", "find", other, Order.class);
    await(Future.all(first, second)); // both are on their way before either is awaited
    return first.result().cents() + second.result().cents();
  }

  @Test
  void callsTwoAtOnce() throws Exception {
    OrderId one = new OrderId(order().id());
    OrderId other = new OrderId(order().id());
    assertEquals(18_000, onVirtualThread(() -> both(one, other)));
    assertEquals(18_000, calls.call("prices", "both", List.of(one, other), Integer.class).await());
  }

  private String paid(Charge charge) {
    try {
      return "paid: " + await(calls.call("payment_service", "charge", charge, Receipt.class)).id();
    } catch (ServiceException no) {
      return switch (no.kind()) {
        case REFUSED, INVALID -> "no: " + no.detail(); // an answer: another card, another request
        case BUSY, UNAVAILABLE -> "not now"; // nothing was done: it may be tried again
        case TIMEOUT, FAILED, CANCELLED -> "unclear"; // it may have been done: refund, or ask
        case NOT_FOUND -> throw no; // a wrong name is a bug
      };
    }
  }

  // Every call within this has so long at most, and never longer than the method's own limit.
  private Future<Receipt> chargedInTime(Charge charge) {
    return calls
        .timeout(Duration.ofMillis(10))
        .call("payment_service", "charge", charge, Receipt.class);
  }

  @Test
  void errorsAreTyped() {
    assertTrue(paid(new Charge("e-1", 100, SyncPart.GOOD_CARD)).startsWith("paid: r-"));
    assertEquals(
        "no: the bank declines the card", paid(new Charge("e-2", 100, Shop.DECLINED_CARD)));
    ServiceException late =
        assertThrows(
            ServiceException.class,
            () -> chargedInTime(new Charge("e-3", 100, SyncPart.GOOD_CARD)).await());
    assertEquals(ServiceException.Kind.TIMEOUT, late.kind());
  }

  @Test
  void aRefundThatOvertakesItsChargeStopsIt() {
    Future<Receipt> charge =
        calls.call(
            "payment_service",
            "charge",
            new Charge("early", 100, SyncPart.GOOD_CARD),
            Receipt.class);
    Refund refund =
        calls.call("payment_service", "refund", new OrderId("early"), Refund.class).await();
    assertEquals(0, refund.cents());
    ServiceException no = assertThrows(ServiceException.class, charge::await);
    assertEquals(ServiceException.Kind.REFUSED, no.kind());
  }

  @Test
  void whatWasBegunIsUndoneWhenTheCustomersTimeIsOver() {
    PlaceOrder request =
        new PlaceOrder(new CreateOrder("ada@example.org", "lamp", 1), SyncPart.GOOD_CARD);
    try (ShopHttp http = new ShopHttp(engine.httpPort())) {
      EventReader events =
          http.events("orders.cancelled", calls.publish("test.begun", Map.of()).await());
      // It is over while the bank is asked; on a machine with much to do, perhaps sooner.
      for (int i = 0; i < 5; i++) {
        ServiceException late =
            assertThrows(
                ServiceException.class,
                () ->
                    calls
                        .timeout(Duration.ofMillis(90))
                        .call("checkout_service", "place", request, Placed.class)
                        .await());
        assertEquals(ServiceException.Kind.TIMEOUT, late.kind());
      }
      Told undone = events.until(Map.of("orders.cancelled", 1)).getFirst();
      assertEquals("cancelled, 0 cents refunded", undone.text());
      Order order =
          calls.call("order_service", "find", new OrderId(undone.orderId()), Order.class).await();
      assertEquals(Status.CANCELLED, order.status());
    }
  }

  private Future<Accepted> confirmed(Order order) {
    return calls.callAsync(
        "confirmation_service", "send", new Confirmation(order.id(), order.email()));
  }

  private Future<Accepted> confirmedForSure(Order order) {
    return calls.callAsync(
        "confirmation_service", "send", new Confirmation(order.id(), order.email()), true);
  }

  @Test
  void nobodyWaitsForTheResult() {
    assertEquals(36, confirmed(order()).await().messageId().length());
    ServiceException no =
        assertThrows(ServiceException.class, () -> confirmedForSure(order()).await());
    assertEquals(ServiceException.Kind.UNAVAILABLE, no.kind(), "there is no store here");
    assertTrue(no.detail().contains("add store:"), no.detail());
  }

  @Test
  void tellsWhoListens() throws Exception {
    calls.publish("greetings.sent", Map.of("to", "Ada")).await();
    assertEquals("greetings.sent", greetings.heard().poll(10, TimeUnit.SECONDS));
    assertEquals(
        "Hello, Ada",
        calls.call("greeting", "greet", new Name("Ada"), Greeting.class).await().text());
  }

  @Test
  void tasksAreTheSameFromEverywhere() throws Exception {
    Order made = order();
    OrderId id = new OrderId(made.id());
    TaskRunner tasks = greetings.tasks();

    Task<Order> task = tasks.run(context -> calls.call("order_service", "find", id, Order.class));
    Order found = task.get(Duration.ofSeconds(5)); // or thenApply, toVertx, cancel, progress …
    assertEquals(made, found);

    // Without an engine: a script, a test, JShell.
    int cents = Tasks.call(AsyncOperation.blocking(() -> 2 * 1_250), Duration.ofSeconds(5));
    assertEquals(2_500, cents);
  }

  private Order first(TaskRunner tasks, List<OrderId> ids) throws InterruptedException {
    try (TaskGroup group = tasks.group()) {
      List<Task<Order>> all =
          ids.stream()
              .map(id -> group.run(context -> calls.call("order_service", "find", id, Order.class)))
              .toList();
      group.join(); // the first failure is thrown here, and has cancelled the others
      return all.getFirst().await();
    }
  }

  @Test
  void aGroupHasOneEnd() throws Exception {
    OrderId id = new OrderId(order().id());
    assertEquals(id.id(), first(greetings.tasks(), List.of(id, id)).id());
    assertThrows(
        ServiceException.class,
        () -> first(greetings.tasks(), List.of(id, new OrderId("there is none"))));
  }

  @Test
  void routesInJava() throws Exception {
    Order order = order();
    assertEquals(200, get("/order/" + order.id()).statusCode());
    assertEquals("9000", get("/order/" + order.id() + "/price").body());
    assertEquals(404, get("/order/none").statusCode());
    assertEquals(
        "{\"text\":\"Hello, Ada\"}\n{\"text\":\"Hello, Grace\"}\n", get("/greetings").body());
    assertEquals(200, post("/greet", "{\"text\":\"Ada\"}").statusCode());
    assertEquals(422, post("/greet", "{\"text\":\"\"}").statusCode());
    assertEquals(409, post("/greet?loud=true", "{\"text\":\"Ada\"}").statusCode());
  }

  @Test
  void aResultCanBeFetchedLater() throws Exception {
    HttpResponse<String> accepted =
        send(
            request("/rpc/greeting/greet")
                .header("Prefer", "respond-async")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"Ada\"}")));
    assertEquals(202, accepted.statusCode(), accepted::body);
    String place = accepted.headers().firstValue("location").orElseThrow();
    HttpResponse<String> task = send(request(place).header("Prefer", "wait=10"));
    assertEquals(
        "Hello, Ada", new JsonObject(task.body()).getJsonObject("result").getString("text"));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + engine.httpPort() + path))
        .timeout(Duration.ofSeconds(30))
        .header("Content-Type", "application/json");
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  private HttpResponse<String> post(String path, String json) throws Exception {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(json)));
  }
}
