package io.roundtrip.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.roundtrip.kit.Await;
import io.roundtrip.kit.RawConnection;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** {@code /rpc} over real HTTP: what is answered to what, and every kind of error. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RpcIT {
  private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  /** A part of a request, which checks itself. */
  record Address(String street, String zip) {
    Address {
      if (!zip.matches("[0-9]{5}")) {
        throw new IllegalArgumentException("zip must be five digits, got '" + zip + "'");
      }
    }
  }

  /** How soon. */
  enum Speed {
    SLOW,
    FAST
  }

  /** A request. */
  record CreateOrder(
      String customer, int items, Speed speed, List<Address> to, Optional<Instant> at) {
    CreateOrder {
      if (items < 1) {
        throw new IllegalArgumentException("items must be at least 1, got " + items);
      }
    }
  }

  /** A result. */
  record Order(String id, int items, Map<String, String> labels, Instant at) {}

  /** What the shop does. */
  @Service("orders")
  final class Orders {
    @Rpc
    Order create(CreateOrder it) {
      return new Order("o1", it.items(), Map.of("for", it.customer()), Instant.EPOCH);
    }

    @Rpc(idempotent = true)
    Future<Order> find(String id) {
      return id.equals("o1")
          ? Future.succeededFuture(new Order(id, 1, Map.of(), Instant.EPOCH))
          : Future.failedFuture(ServiceException.refused(404, "there is no order " + id));
    }

    @Rpc
    void forget() {}

    @Rpc
    Order fails(String secret) {
      if (!secret.isEmpty()) {
        throw new IllegalStateException("internals: " + secret);
      }
      return new Order("", 1, Map.of(), Instant.EPOCH);
    }

    @Rpc(concurrency = 1, queue = 0)
    Future<String> held() {
      Promise<String> promise = Promise.promise();
      held.add(promise);
      return promise.future();
    }

    @Rpc
    Seen context(CallContext call) {
      return port.its.client.call("orders", "inner", null, Seen.class).await();
    }

    @Rpc
    Seen inner(CallContext call) {
      return new Seen(call.remaining().toMillis(), String.valueOf(call.traceparent()));
    }

    @AsyncRpc
    void confirm(String id) {
      confirmed.add(id);
    }

    @On("orders.created")
    void on(Order it) {}
  }

  /** What a nested call knows. */
  record Seen(long remainingMillis, String traceparent) {}

  private final ConcurrentLinkedQueue<Promise<String>> held = new ConcurrentLinkedQueue<>();
  private final LinkedBlockingQueue<String> confirmed = new LinkedBlockingQueue<>();
  private final LinkedBlockingQueue<Future<?>> background = new LinkedBlockingQueue<>();
  private ServicePort port = ServicePort.with(its -> {});

  @BeforeAll
  void start() {
    port.close();
    port =
        ServicePort.with(
            its -> {
              its.services.register(new Orders());
              its.runtime.background(
                  new BackgroundCalls() {
                    @Override
                    public Future<String> start(String name, Supplier<? extends Future<?>> call) {
                      background.add(call.get());
                      return Future.succeededFuture(name + "-1");
                    }
                  });
            });
  }

  @AfterAll
  void stop() {
    port.close();
  }

  private static String order(String zip, int items) {
    return """
    {"customer":"c","items":%d,"speed":"FAST","to":[{"street":"s","zip":"12345"},{"street":"s","zip":"%s"}]}
    """
        .formatted(items, zip);
  }

  private void expectProblem(
      HttpResponse<String> answer, int status, String kind, String path, String detail) {
    assertEquals(status, answer.statusCode(), answer::body);
    assertEquals(
        "application/problem+json", answer.headers().firstValue("content-type").orElse(""));
    JsonObject problem = new JsonObject(answer.body());
    assertEquals("urn:roundtrip:problem:" + kind, problem.getString("type"), answer::body);
    assertEquals(status, problem.getInteger("status"));
    assertEquals(
        answer.headers().firstValue("x-message-id").orElse("none"), problem.getString("messageId"));
    assertEquals(path, problem.getString("path", ""), answer::body);
    assertTrue(problem.getString("detail").contains(detail), answer::body);
  }

  @Test
  void aCallIsAnsweredWithItsResult() throws Exception {
    HttpResponse<String> answer = port.post("/rpc/orders/create", order("54321", 2));
    assertEquals(200, answer.statusCode(), answer::body);
    assertEquals("application/json", answer.headers().firstValue("content-type").orElse(""));
    assertEquals(36, answer.headers().firstValue("x-message-id").orElse("").length());
    assertEquals(
        new JsonObject(
            "{\"id\":\"o1\",\"items\":2,\"labels\":{\"for\":\"c\"},\"at\":\"1970-01-01T00:00:00Z\"}"),
        new JsonObject(answer.body()));
    assertEquals(200, port.post("/rpc/orders/find", "\"o1\"").statusCode());
    assertEquals("null", port.post("/rpc/orders/forget", "").body());
  }

  @Test
  void whatARecordRefusesIsToldWithItsPlace() throws Exception {
    String create = "/rpc/orders/create";
    expectProblem(
        port.post(create, order("1", 1)),
        422,
        "invalid",
        "/to/1",
        "zip must be five digits, got '1'");
    expectProblem(
        port.post(create, order("12345", 0)), 422, "invalid", "", "items must be at least 1");
    expectProblem(
        port.post(create, order("12345", 1).replace("FAST", "WARP")),
        422,
        "invalid",
        "/speed",
        "it must be \"SLOW\" or \"FAST\"");
    expectProblem(
        port.post(create, order("12345", 1).replace("\"items\":1", "\"items\":\"many\"")),
        422,
        "invalid",
        "/items",
        "it must be a number");
    expectProblem(
        port.post(create, order("12345", 1).replace("\"items\":1,", "")),
        422,
        "invalid",
        "/items",
        "it must be a number");
    expectProblem(
        port.post(create, order("12345", 1).replace("customer", "custom er/s")),
        422,
        "invalid",
        "/custom er~1s",
        "there is no such member");
    expectProblem(port.post(create, "null"), 422, "invalid", "", "it must be an object");
    expectProblem(port.post(create, "[]"), 422, "invalid", "", "it must be an object");
    expectProblem(
        port.post(create, "{\"customer\":"), 400, "invalid", "", "it is no JSON, at line 1");
  }

  @Test
  void everyKindOfErrorHasItsStatus() throws Exception {
    expectProblem(port.post("/rpc/nobody/x", "{}"), 404, "not-found", "", "GET /rpc lists");
    expectProblem(port.post("/rpc/orders", "{}"), 404, "not-found", "", "GET /rpc lists");
    expectProblem(port.post("/rpc/orders/on", "{}"), 404, "not-found", "", "GET /rpc lists");
    expectProblem(
        port.post("/rpc/orders/find", "\"o2\""), 404, "refused", "", "there is no order o2");
    HttpResponse<String> failed = port.post("/rpc/orders/fails", "\"s3cret\"");
    expectProblem(failed, 500, "failed", "", "the log has the reason");
    assertFalse(failed.body().contains("s3cret"), failed::body);
    assertFalse(failed.body().contains("Exception"), failed::body);
    HttpResponse<String> method = port.get("/rpc/orders/find");
    expectProblem(method, 405, "method-not-allowed", "", "POST");
    assertEquals("POST", method.headers().firstValue("allow").orElse(""));
    expectProblem(port.post("/rpc", "{}"), 405, "method-not-allowed", "", "GET");
    expectProblem(
        port.post("/rpc/orders/find", "\"o1\"", "Content-Type", "text/plain"),
        415,
        "unsupported-media-type",
        "",
        "application/json");
    expectProblem(
        port.post("/rpc/orders/find", "\"" + "x".repeat(ServicePort.MAX_BODY) + "\""),
        413,
        "too-large",
        "",
        "4096");
    assertEquals(404, port.get("/rpcs").statusCode());
    assertEquals("nobody's", port.get("/rpcs").body());
  }

  @Test
  void aFullMethodIsBusyAndALateOneTimesOut() throws Exception {
    var waiting =
        port.client.sendAsync(
            port.request("/rpc/orders/held").POST(HttpRequest.BodyPublishers.noBody()).build(),
            HttpResponse.BodyHandlers.ofString());
    Promise<String> first = Await.until("the held call", held::poll, one -> one != null);
    HttpResponse<String> busy = port.post("/rpc/orders/held", "");
    expectProblem(busy, 503, "busy", "", "1 run and 0 wait");
    assertEquals("1", busy.headers().firstValue("retry-after").orElse(""));
    first.complete("done");
    assertEquals("\"done\"", waiting.get(20, TimeUnit.SECONDS).body());
    for (String[] hurry :
        List.of(new String[] {"Prefer", "wait=0.4"}, new String[] {"X-Deadline-Ms", "400"})) {
      expectProblem(
          port.post("/rpc/orders/held", "", hurry), 504, "timeout", "", "its deadline passed");
      Await.until("the held call", held::poll, one -> one != null).complete("late");
      Await.until("its place", () -> port.its.figures("orders", "held").running(), n -> n == 0);
    }
  }

  @Test
  void aBodyThatDoesNotComeInTimeIsRefused() throws Exception {
    try (RawConnection connection = new RawConnection(port.port())) {
      connection.send(RawConnection.head("/rpc/orders/find", 5, "X-Deadline-Ms", "50") + "\"");
      assertEquals(408, connection.answer().status());
    }
  }

  @Test
  void deadlineAndTraceGoDownToNestedCalls() throws Exception {
    HttpResponse<String> answer =
        port.post("/rpc/orders/context", "", "X-Deadline-Ms", "5000", "traceparent", TRACE);
    assertEquals(200, answer.statusCode(), answer::body);
    JsonObject seen = new JsonObject(answer.body());
    assertEquals(TRACE, seen.getString("traceparent"));
    long left = seen.getLong("remainingMillis");
    assertTrue(left > 1_000 && left <= 5_000, answer::body);
  }

  @Test
  void anAsynchronousMethodIsAcceptedAndOneThatIsToBeAnsweredLaterHasAPlace() throws Exception {
    HttpResponse<String> accepted = port.post("/rpc/orders/confirm", "\"o7\"");
    assertEquals(202, accepted.statusCode(), accepted::body);
    assertEquals(
        accepted.headers().firstValue("x-message-id").orElse("none"),
        new JsonObject(accepted.body()).getString("messageId"));
    assertEquals("o7", confirmed.poll(20, TimeUnit.SECONDS));

    HttpResponse<String> later = port.post("/rpc/orders/find", "\"o1\"", "Prefer", "respond-async");
    assertEquals(202, later.statusCode(), later::body);
    assertEquals("/tasks/orders.find-1", later.headers().firstValue("location").orElse(""));
    assertEquals("respond-async", later.headers().firstValue("preference-applied").orElse(""));
    Future<?> result = background.poll(20, TimeUnit.SECONDS);
    assertTrue(result != null && TestServices.await(result) instanceof Order);
  }

  @Test
  void theListingSaysWhatMethodsTakeAndReturn() throws Exception {
    HttpResponse<String> answer = port.get("/rpc");
    assertEquals(200, answer.statusCode(), answer::body);
    JsonObject service = new JsonObject(answer.body()).getJsonArray("services").getJsonObject(0);
    assertEquals("orders", service.getString("name"));
    Map<String, JsonObject> methods =
        service.getJsonArray("methods").stream()
            .map(JsonObject.class::cast)
            .collect(Collectors.toMap(it -> it.getString("name"), it -> it));
    JsonObject create = method(methods, "create");
    assertEquals("rpc", create.getString("kind"));
    assertEquals("/rpc/orders/create", create.getString("url"));
    JsonObject request = create.getJsonObject("request");
    assertEquals("object", request.getString("type"));
    assertEquals(List.of("items"), request.getJsonArray("required").getList());
    JsonObject properties = request.getJsonObject("properties");
    assertEquals("integer", properties.getJsonObject("items").getString("type"));
    assertEquals(
        List.of("SLOW", "FAST"), properties.getJsonObject("speed").getJsonArray("enum").getList());
    assertEquals("array", properties.getJsonObject("to").getString("type"));
    assertEquals(
        "string",
        create
            .getJsonObject("result")
            .getJsonObject("properties")
            .getJsonObject("at")
            .getString("type"));
    assertEquals("null", method(methods, "forget").getJsonObject("request").getString("type"));
    assertEquals("async", method(methods, "confirm").getString("kind"));
    assertEquals("orders.created", method(methods, "on").getString("pattern"));
    assertEquals(true, method(methods, "find").getBoolean("idempotent"));
    assertEquals(Duration.ofSeconds(30).toMillis(), create.getLong("timeoutMs"));
    assertEquals(answer.body(), port.get("/rpc").body());
  }

  private static JsonObject method(Map<String, JsonObject> methods, String name) {
    return Objects.requireNonNull(methods.get(name), name);
  }
}
